from django.urls import path

from terrain.outreach.views import campaigns, estimates, events, packs, press

app_name = "outreach"
urlpatterns = [
    path("", campaigns.home, name="home"),
    path("new/", campaigns.new, name="new"),
    path("<uuid:uid>/", campaigns.campaign, name="campaign"),
    path("<uuid:uid>/edit/", campaigns.edit, name="edit"),
    path("<uuid:uid>/end/", campaigns.end, name="end"),
    path("<uuid:uid>/cancel/", campaigns.cancel, name="cancel"),
    path("<uuid:uid>/log/", events.log, name="log"),
    path("<uuid:uid>/estimate/", estimates.choose, name="choose_estimate"),
    path("<uuid:uid>/estimate/<slug:method>/", estimates.new, name="new_estimate"),
    path("<uuid:uid>/print/<slug:code>.pdf", packs.pack, name="pack"),
    path("events/<uuid:uid>/", events.edit, name="edit_event"),
    path("events/<uuid:uid>/take-back/", events.strike, name="strike_event"),
    path("events/<uuid:uid>/proof/", events.evidence, name="event_proof"),
    path("estimates/<uuid:uid>/", estimates.estimate, name="estimate"),
    path("estimates/<uuid:uid>/declare/", estimates.declare, name="declare_estimate"),
    path("estimates/<uuid:uid>/take-back/", estimates.retract, name="retract_estimate"),
    path("estimates/<uuid:uid>/proof/", estimates.evidence, name="estimate_proof"),
    path("press/", press.press, name="press"),
    path("press/new/", press.new_piece, name="new_piece"),
    path("press/<uuid:uid>/", press.edit_piece, name="edit_piece"),
    path("press/<uuid:uid>/take-back/", press.strike_piece, name="strike_piece"),
    path("journalists/", press.journalists, name="journalists"),
    path("journalists/new/", press.accredit, name="accredit"),
    path("journalists/<uuid:uid>/", press.accreditation, name="accreditation"),
    path("journalists/<uuid:uid>/take-out/", press.take_out, name="take_out"),
]
