// The button that prints a slip; without this script the browser's own menu prints it.
for (const button of document.querySelectorAll("[data-print-slip]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
