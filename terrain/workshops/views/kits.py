"""Kits: where each is, what is in it, counting it."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrain.core.changing import ChangedMeanwhile
from terrain.core.http import Request
from terrain.core.policies import Denied, verdict
from terrain.gatherings.of_project import first_project
from terrain.workshops import shelves
from terrain.workshops.actions import kits as actions
from terrain.workshops.forms.kits import CountForm, ExtendForm, ItemForm, KitForm
from terrain.workshops.models import Kit, KitItem
from terrain.workshops.policies import check_browse, check_handle_kit, check_hold_somewhere, check_item, check_keep_kit
from terrain.workshops.views.common import PER_PAGE, again, asked, frame

LOANS_SHOWN = 20


def one_kit(request: Request, uid: str) -> Kit:
    """The kit, when the viewer may see it."""
    return get_object_or_404(Kit.objects.visible_to(request.viewer).select_related("project", "home"), uid=uid)


def kits(request: Request) -> HttpResponse:
    """Where every kit is now; what is late comes first."""
    check_browse(request.viewer)
    form, context = frame(request, "workshops:kits")
    page = Paginator(shelves.kits(request.viewer, form.chosen), PER_PAGE).get_page(request.GET.get("page"))
    context |= {
        "page": page,
        "shelves": shelves.shelved(list(page.object_list)),
        "late": shelves.late_count(request.viewer, form.chosen),
    }
    return render(request, "workshops/kits.html", context)


def new(request: Request) -> HttpResponse:
    """A new kit; then what is in it is written down."""
    check_hold_somewhere(request.viewer)
    form = KitForm(request.POST or None, viewer=request.viewer, initial=first_project(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            kit = actions.open_kit(said["project"], form.said, slip=said["slip"], by=request.viewer)
        except Denied as denied:
            form.add_error("code", str(denied.reason))
        else:
            messages.success(request, _("The kit is there. What is in it?"))
            return redirect(kit)
    return asked(request, "workshops/kit_form.html", form, kit=None)


def edit(request: Request, uid: str) -> HttpResponse:
    """Change what a kit says of itself."""
    held = one_kit(request, uid)
    check_keep_kit(request.viewer, held)
    initial = KitForm.initial_of(held)
    form = KitForm(request.POST or None, viewer=request.viewer, kit=held, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_kit(held, form.said, version=form.cleaned_data["version"] or 0, by=request.viewer)
        except ChangedMeanwhile as changed:
            now = changed.record
            form = again(
                lambda typed: KitForm(typed, viewer=request.viewer, kit=now), form, now, KitForm.initial_of(now)
            )
        except Denied as denied:
            form.add_error(None, str(denied.reason))
        else:
            messages.success(request, _("Saved."))
            return redirect(held)
    return asked(request, "workshops/kit_form.html", form, kit=held)


def kit(request: Request, uid: str) -> HttpResponse:
    """A kit: where it is, what is in it, its counts and its loans."""
    held = one_kit(request, uid)
    shelf = shelves.shelved(list(shelves.kits(request.viewer).filter(pk=held.pk)))[0]
    loans = held.loans.select_related("to_centre", "check_at_return").order_by("-lent_on", "-pk")
    checks = held.checks.select_related("created_by", "loan__to_centre").prefetch_related("counts__item")
    may = bool(verdict(check_handle_kit, request.viewer, held))
    seen = {"due_on": shelf.loan.due_on, "seen": shelf.loan.due_on} if shelf.loan else {}
    context = {
        "kit": held,
        "shelf": shelf,
        "items": held.items.filter(left_on__isnull=True),
        "loans": loans[:LOANS_SHOWN],
        "checks": checks[:LOANS_SHOWN],
        "may_handle": may,
        "may_keep": bool(verdict(check_keep_kit, request.viewer, held)),
        "extend": ExtendForm(initial=seen) if shelf.loan else None,
    }
    return render(request, "workshops/kit.html", context)


def _item_form(request: Request, held: Kit, item: KitItem | None, save: Callable[[ItemForm], object]) -> HttpResponse:
    """Ask about a thing of a kit and save it; a thing that stands there already is told."""
    initial = {"what": item.what, "quantity": item.quantity, "version": item.version} if item else {}
    form = ItemForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save(form)
        except actions.AlreadyListed as twin:
            form.add_error("what", _("This kit has “%(what)s” already.") % {"what": twin.item.what})
        except ChangedMeanwhile as changed:
            now = changed.record
            said = {"what": now.what, "quantity": now.quantity}
            form = again(ItemForm, form, now, said)
        else:
            messages.success(request, _("Saved."))
            more = item is None and "more" in request.POST
            return redirect("workshops:add_item", held.uid) if more else redirect(held)
    count = held.items.filter(left_on__isnull=True).count()
    return asked(request, "workshops/item_form.html", form, kit=held, item=item, count=count)


def add_item(request: Request, uid: str) -> HttpResponse:
    """One more thing in a kit."""
    held = one_kit(request, uid)
    check_handle_kit(request.viewer, held)

    def save(form: ItemForm) -> object:
        said = form.cleaned_data
        return actions.add_item(held, said["what"], said["quantity"], slip=said["slip"], by=request.viewer)

    return _item_form(request, held, None, save)


def _one_item(request: Request, uid: str, pk: int) -> KitItem:
    held = one_kit(request, uid)
    return get_object_or_404(held.items.select_related("kit"), pk=pk)


def item(request: Request, uid: str, pk: int) -> HttpResponse:
    """Change a thing of a kit."""
    thing = _one_item(request, uid, pk)
    check_item(request.viewer, thing)

    def save(form: ItemForm) -> object:
        said = form.cleaned_data
        version = said["version"] or 0
        return actions.change_item(thing, said["what"], said["quantity"], version=version, by=request.viewer)

    return _item_form(request, thing.kit, thing, save)


@require_POST
def take_out(request: Request, uid: str, pk: int) -> HttpResponse:
    """A thing does not belong to the kit any more."""
    thing = _one_item(request, uid, pk)
    actions.take_out(thing, by=request.viewer)
    messages.success(request, _("It does not belong to the kit any more. Past inventories still show it."))
    return redirect(thing.kit)


def check(request: Request, uid: str) -> HttpResponse:
    """Open the kit and count."""
    held = one_kit(request, uid)
    check_handle_kit(request.viewer, held)
    form = CountForm(request.POST or None, items=list(held.items.filter(left_on__isnull=True)))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.take_inventory(
                held, form.counts, day=said["day"], note=said["note"], slip=said["slip"], by=request.viewer
            )
        except Denied as denied:
            form.add_error(None, str(denied.reason))
        else:
            messages.success(request, _("The inventory is saved."))
            return redirect(held)
    return asked(request, "workshops/count_form.html", form, kit=held, loan=None)
