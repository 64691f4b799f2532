// Large keys under the field of a PIN: the telephone's own keyboard stays closed; without this script the field alone does.
for (const pad of document.querySelectorAll("[data-keypad]")) {
  const field = document.getElementById(pad.dataset.keypad);
  if (!field) continue;
  pad.hidden = false;
  field.setAttribute("inputmode", "none");
  pad.addEventListener("click", (event) => {
    const key = event.target.closest("button");
    if (!key) return;
    field.value = key.dataset.key === "back" ? field.value.slice(0, -1) : (field.value + key.dataset.key).slice(0, 6);
    if (field.value.length === 6) field.form.requestSubmit();
  });
}
