"""Addresses of round tables, commitments, agreements, experiments and the network view."""

from django.urls import path

from terrain.network.views import agendas, agreements, commitments, experiments, flows, minutes, round_tables

TABLE, ITEM = "round-tables/<uuid:uid>/", "round-tables/points/<uuid:uid>/"
COMMITMENT, AGREEMENT, EXPERIMENT = "commitments/<uuid:uid>/", "agreements/<uuid:uid>/", "experiments/<uuid:uid>/"

urlpatterns = [
    path("network/", flows.view, name="flows"),
    path("network/to-agenda/", flows.to_agenda, name="to_agenda"),
    path("round-tables/", round_tables.tables, name="tables"),
    path("round-tables/new/", round_tables.new, name="new_table"),
    path(TABLE, round_tables.table, name="table"),
    path(f"{TABLE}edit/", round_tables.edit, name="edit_table"),
    path(f"{TABLE}invite/", round_tables.invite, name="invite"),
    path(f"{TABLE}invited/<int:pk>/drop/", round_tables.drop_invitation, name="drop_invitation"),
    path(f"{TABLE}points/", round_tables.add_item, name="add_item"),
    path(f"{TABLE}held/", round_tables.hold, name="hold_table"),
    path(f"{TABLE}cancel/", round_tables.cancel, name="cancel_table"),
    path(f"{TABLE}plan-again/", round_tables.plan_again, name="plan_again"),
    path(f"{TABLE}minutes/", minutes.minutes, name="minutes"),
    path(f"{TABLE}minutes/<slug:media>/", minutes.paper, name="minutes_paper"),
    path(ITEM, agendas.item, name="item"),
    path(f"{ITEM}decide/", agendas.decide, name="decide"),
    path(f"{ITEM}put-off/", agendas.put_off, name="put_off"),
    path(f"{ITEM}leave/", agendas.leave, name="leave_item"),
    path(f"{ITEM}earlier/", agendas.earlier, name="earlier"),
    path("round-tables/decisions/<int:pk>/undertake/", agendas.undertake, name="undertake"),
    path("commitments/", commitments.board, name="commitments"),
    path(COMMITMENT, commitments.commitment, name="commitment"),
    path(f"{COMMITMENT}kept/", commitments.keep, name="keep_commitment"),
    path(f"{COMMITMENT}given-up/", commitments.drop, name="drop_commitment"),
    path(f"{COMMITMENT}reopen/", commitments.reopen, name="reopen_commitment"),
    path(f"{COMMITMENT}proof/", commitments.proof, name="commitment_proof"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/new/", agreements.new, name="new_agreement"),
    path(AGREEMENT, agreements.agreement, name="agreement"),
    path(f"{AGREEMENT}edit/", agreements.edit, name="edit_agreement"),
    path(f"{AGREEMENT}strike/", agreements.strike, name="strike_agreement"),
    path(f"{AGREEMENT}paper/", agreements.paper, name="agreement_paper"),
    path("experiments/", experiments.experiments, name="experiments"),
    path("experiments/new/<slug:code>/", experiments.new, name="new_experiment"),
    path(EXPERIMENT, experiments.experiment, name="experiment"),
    path(f"{EXPERIMENT}edit/", experiments.edit, name="edit_experiment"),
    path(f"{EXPERIMENT}start/", experiments.start, name="start_experiment"),
    path(f"{EXPERIMENT}decide/", experiments.decide, name="decide_experiment"),
    path(f"{EXPERIMENT}abandon/", experiments.abandon, name="abandon_experiment"),
]
