"""Papers of a campaign, to be printed."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from terrain.core.http import Request
from terrain.outreach import packs
from terrain.outreach.policies import check_print
from terrain.outreach.views.campaigns import one_campaign


def pack(request: Request, uid: str, code: str) -> HttpResponse:
    """A poster, leaflets or a sheet as PDF, as long as the campaign goes on."""
    campaign = one_campaign(request, uid)
    check_print(request.viewer, campaign)
    found = next((one for one in packs.PACKS if one.code == code), None)
    if found is None:
        raise Http404
    public = request.build_absolute_uri(reverse("campaign:page", args=[campaign.slug])) if campaign.public else ""
    log = request.build_absolute_uri(reverse("outreach:log", args=[campaign.uid]))
    content = packs.as_pdf(campaign, found, page=public, log=log)
    disposition = content_disposition_header(True, f"{campaign.slug}-{code}.pdf")
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition})
