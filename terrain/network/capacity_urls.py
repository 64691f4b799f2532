from django.urls import path

from terrain.network.views import capacity, plans, rounds

urlpatterns = [
    path("", capacity.capacities, name="capacities"),
    path("new/", capacity.begin, name="begin_assessment"),
    path("grids/<slug:code>/", capacity.blank, name="blank_grid"),
    path("<uuid:uid>/", capacity.capacity, name="capacity"),
    path("<uuid:uid>/next/", capacity.next_round, name="next_round"),
    path("rounds/<uuid:uid>/", rounds.assessment, name="assessment"),
    path("rounds/<uuid:uid>/edit/", rounds.edit, name="edit_assessment"),
    path("rounds/<uuid:uid>/conclude/", rounds.conclude, name="conclude_assessment"),
    path("rounds/<uuid:uid>/reopen/", rounds.reopen, name="reopen_assessment"),
    path("rounds/<uuid:uid>/discard/", rounds.discard, name="discard_assessment"),
    path("rounds/<uuid:uid>/items/<slug:item>/", rounds.score, name="score"),
    path("rounds/<uuid:uid>/items/<slug:item>/proof/", rounds.proof, name="score_proof"),
    path("rounds/<uuid:uid>/items/<slug:item>/proof/away/", rounds.take_proof_away, name="score_proof_away"),
    path("rounds/<uuid:uid>/plan/new/", plans.new, name="new_plan_action"),
    path("actions/<uuid:uid>/", plans.action, name="plan_action"),
    path("actions/<uuid:uid>/done/", plans.done, name="plan_action_done"),
    path("actions/<uuid:uid>/drop/", plans.drop, name="plan_action_drop"),
    path("actions/<uuid:uid>/take-up/", plans.take_up, name="plan_action_take_up"),
    path("actions/<uuid:uid>/proof/", plans.proof, name="plan_action_proof"),
]
"""Capacities of organisations: within the network's own addresses."""
