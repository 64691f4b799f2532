"""Every address × every role is one row of this table. A new address without a row fails.

``+`` it opens · ``.`` the role does not allow it (403) · ``0`` it does not exist for this person (404) · ``>`` to the
door (sign-in) or, for somebody signed in, onward. The world: everything lies in project W4I; Samir coordinates CPE. Amina is in
charge of the file; Houda, a caseworker of the same project, has nothing to do with it: every file is not there for her.
"""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.house.world import World

COLUMNS = [
    "anonymous",
    "facilitator",
    "partner",
    "receptionist",
    "amina",
    "colleague",
    "youssef",
    "officer",
    "director",
    "guardian",
    "donor",
    "admin",
    "stranger",
    "amal",
    "dounia",
]
FRAMEWORK = ("account_", "mfa_")
TABLE = """
accounts:close_account             > . . . . . . . + . . + . . .
accounts:end_role                  > . . . . . . . + . . + . . .
accounts:give_role                 > . . . . . . . + . . + . . .
accounts:invite                    > . . . . . . . + . . + . . .
accounts:journal                   > . . . . . . . + + . + . . .
accounts:make_code                 > . . . . . . . . . . . . . .
accounts:member                    > . . . . . . . + . . + . . .
accounts:open_account              > . . . . . . . + . . + . . .
accounts:phone_lost                > . . . . . . . + . . + . . .
accounts:resend_invitation         > 0 0 0 0 0 0 0 + 0 0 + 0 0 0
accounts:reset_second_factor       > . . . . . . . + . . + . . .
accounts:revoke_invitation         > 0 0 0 0 0 0 0 + 0 0 + 0 0 0
accounts:roles                     > . . . . . . . + . . + . . .
accounts:staff                     > . . . . . . . + . . + . . .
agenda:feed                        0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
agenda:feed_public                 + + + + + + + + + + + + + + +
agenda:public                      + + + + + + + + + + + + + + +
agenda:public_day                  + + + + + + + + + + + + + + +
calendar:calendar                  > + + + + + + + + . + . + . +
calendar:day                       > + + + + + + + + . + . + . +
calendar:feeds                     > + + + + + + + + . + . + . +
calendar:project_feeds             > . . . . . + . + 0 . 0 0 0 .
campaign:page                      + + + + + + + + + + + + + + +
casework:accept_referral           > 0 0 + 0 0 0 0 + 0 0 0 + 0 0
casework:accept_transfer           > 0 0 + . 0 . 0 + 0 0 0 + 0 0
casework:access                    > . . . . . + . + + . . + . .
casework:add_task                  > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:agree                     > 0 0 0 0 0 0 0 0 0 0 0 0 0 0
casework:answer_referral           > 0 0 + 0 0 0 0 + 0 0 0 + 0 0
casework:appointment               > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:ask_privileged            > 0 0 0 . 0 0 0 0 0 0 0 0 0 0
casework:ask_transfer              > 0 0 0 . 0 . 0 . 0 0 0 0 0 0
casework:assess                    > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:assessments               > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:begin_plan                > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:book                      > 0 0 0 + 0 0 0 0 0 0 0 0 0 0
casework:calendar                  > . . + + + + . + . . . + . .
casework:case                      > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:caseload                  > . . . . . + . + . . . + . .
casework:cases                     > . . + + + + . + . . . + . .
casework:certificate               > . . . . . . . + + . . . . .
casework:certificates              > . . . . . . . + + . . . . .
casework:choose_team               > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:close_referral            > 0 0 0 . 0 . 0 . 0 0 0 0 0 0
casework:conclude                  > 0 0 0 . 0 . 0 . 0 0 0 0 0 0
casework:confer                    > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:correct_entry             > 0 0 0 + 0 0 0 0 0 0 0 0 0 0
casework:correct_note              > 0 0 0 . 0 . 0 . 0 0 0 0 0 0
casework:dates                     > 0 0 0 + 0 0 0 0 0 0 0 0 0 0
casework:decide                    > 0 0 0 . 0 . 0 . 0 0 0 0 0 0
casework:decide_plan               > 0 0 0 . 0 . 0 . 0 0 0 0 0 0
casework:decline_transfer          > 0 0 + . 0 . 0 + 0 0 0 + 0 0
casework:describe                  > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:document                  > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:drop_goal                 > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:edit_referral             > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:emergency                 > . . + + + + . + . . . + . .
casework:emergency_done            > 0 0 0 + 0 0 0 0 0 0 0 0 0 0
casework:emergency_review          > 0 0 0 0 0 + 0 + + 0 0 0 0 0
casework:end_holder                > 0 0 0 . 0 . 0 . . 0 0 0 0 0
casework:ends                      > . . . . . + . + + . . + . .
casework:enterprises               > . . . . . . . . . . . . . .
casework:export                    > 0 0 0 0 0 0 0 0 0 0 0 0 0 0
casework:export_case               > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:export_file               > 0 0 0 0 0 0 0 0 0 0 0 0 0 0
casework:export_list               > . . . + + + . + . . . + . .
casework:finish_task               > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:forget                    > . . . . . . . + + . . . . .
casework:forgetting                > . . . . . . . + + . . . . .
casework:hand_over                 > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:hold                      > 0 0 0 0 0 0 0 0 0 0 0 0 0 0
casework:inbox                     > . . + + + + . + . . . + . .
casework:keep_document             > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:kind                      > . . . + + + . + . . . + . .
casework:law                       > . . . + + + . + . . . + . .
casework:move                      > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:name_holder               > 0 0 0 . 0 . 0 . . 0 0 0 0 0
casework:new                       > . . 0 0 0 0 . 0 . . . 0 . .
casework:notes                     > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:notice                    > 0 0 0 + 0 0 0 0 0 0 0 0 0 0
casework:open_referral             > 0 0 + 0 0 0 0 + 0 0 0 + 0 0
casework:oversight                 > . . . . . + . + + . . + . .
casework:paper_answer              > . . + + + + . + . . . 0 . .
casework:papers                    > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:plan                      > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:plan_version              > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:print_slip                > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:progress                  > 0 0 0 0 0 0 0 0 0 0 0 0 0 0
casework:propose_plan              > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:readings                  > . . . . . + . + + . . + . .
casework:received                  > 0 0 + 0 0 0 0 + 0 0 0 + 0 0
casework:refer                     > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:referral                  > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:referral_rates            > . . . + + + . + . . . + . .
casework:referrals                 > . . . + + + . + . . . + . .
casework:release                   > 0 0 0 0 0 0 0 0 0 0 0 0 0 0
casework:remove_document           > 0 0 0 . 0 + 0 + 0 0 0 0 0 0
casework:renew_referral            > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:renew_transfer            > 0 0 . + 0 + 0 + 0 0 0 . 0 0
casework:reopen                    > 0 0 0 . 0 . 0 . 0 0 0 0 0 0
casework:risk                      > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:seal                      > 0 0 0 + 0 . 0 + + 0 0 0 0 0
casework:send_referral             > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:services                  > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:slip                      > . . + + + + . + . . . + . .
casework:strike_note               > 0 0 0 . 0 . 0 . 0 0 0 0 0 0
casework:take_back_date            > 0 0 0 + 0 0 0 0 0 0 0 0 0 0
casework:take_back_entry           > 0 0 0 + 0 0 0 0 0 0 0 0 0 0
casework:take_back_service         > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:tasks                     > . . + + + + . + . . . + . .
casework:team                      > 0 0 0 0 0 + 0 + 0 0 0 0 0 0
casework:teams                     > . . . . . + . + . . . + . .
casework:transfer                  > 0 0 + + 0 + 0 + 0 0 0 + 0 0
casework:unseal                    > 0 0 0 . 0 . 0 . . 0 0 0 0 0
casework:withdraw_referral         > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
casework:withdraw_transfer         > 0 0 . + 0 + 0 + 0 0 0 . 0 0
casework:write_entry               > 0 0 0 + 0 0 0 0 0 0 0 0 0 0
casework:write_note                > 0 0 0 + 0 + 0 + 0 0 0 0 0 0
certificates:check                 + + + + + + + + + + + + + + +
certificates:did_document          + + + + + + + + + + + + + + +
certificates:key_set               + + + + + + + + + + + + + + +
certificates:withdrawn             + + + + + + + + + + + + + + +
core:gallery                       > 0 0 0 0 0 0 0 0 0 0 0 0 0 0
core:job                           > 0 0 0 0 0 0 0 0 0 0 0 0 0 0
desk:home                          > + + + + + + + + + + + + + +
desk:waiting                       > . . + + + + . + . . . + . .
directory:entry                    + + + + + + + + + + + + + + +
directory:home                     + + + + + + + + + + + + + + +
directory:hsds                     + + + + + + + + + + + + + + +
directory:report                   + + + + + + + + + + + + + + +
directory:update                   + + + + + + + + + + + + + + +
gatherings:cancel                  > + + 0 . . + . + 0 0 0 0 0 +
gatherings:delete                  > . . 0 . . . . . 0 0 0 0 0 .
gatherings:details                 > + + 0 . . + . + 0 0 0 0 0 +
gatherings:edit                    > + + 0 . . + . + 0 0 0 0 0 +
gatherings:example_register        > . . . . . + + + . . . + . .
gatherings:headcount               > + + 0 . . + . + 0 0 0 0 0 +
gatherings:new                     > + + . . . + . + . . . + . +
gatherings:newcomer                > + + 0 . . + . + 0 0 0 0 0 .
gatherings:resume                  > + + 0 . . + . + 0 0 0 0 0 +
gatherings:session                 > + + 0 + + + + + 0 0 0 0 0 +
gatherings:sessions                > + + . + + + + + . . . + . +
gatherings:sheet                   > + + 0 + + + + + 0 0 0 0 0 +
gatherings:tick                    > + + 0 . . + . + 0 0 0 0 0 +
health                             + + + + + + + + + + + + + + +
imports:apply                      > 0 0 0 0 0 . . . 0 0 0 0 0 0
imports:bad_rows                   > 0 0 0 0 0 0 0 0 0 0 0 0 0 0
imports:batch                      > 0 0 0 0 0 + + + 0 0 0 0 0 0
imports:check                      > 0 0 0 0 0 + + + 0 0 0 0 0 0
imports:discard                    > 0 0 0 0 0 + + + 0 0 0 0 0 0
imports:home                       > . . . . . + + + . . . + . .
imports:look_again                 > 0 0 0 0 0 + + + 0 0 0 0 0 0
imports:map                        > 0 0 0 0 0 + + + 0 0 0 0 0 0
imports:new                        > . . . . . + + + . . . + . .
imports:questions                  > 0 0 0 0 0 + + + 0 0 0 0 0 0
imports:undo                       > 0 0 0 0 0 . . . 0 0 0 0 0 0
learning:add_meeting               > + + 0 . . + . + 0 0 0 0 0 +
learning:badges                    > + . 0 . . + . + 0 0 0 0 0 .
learning:cancel_meeting            > + + 0 . . + . + 0 0 0 0 0 +
learning:certificate               > + + 0 + + + + + 0 0 0 0 0 +
learning:certificate_badge         > + . 0 . . + . + 0 0 0 0 0 .
learning:certificate_pdf           > + . 0 . . + . + 0 0 0 0 0 .
learning:certificates              > + + 0 + + + + + 0 0 0 0 0 +
learning:change                    > 0 0 0 . . 0 . 0 0 0 0 0 0 0
learning:close_opinions            > + + 0 . . + . + 0 0 0 0 0 +
learning:close_tests               > + + 0 . . + . + 0 0 0 0 0 +
learning:cohort                    > + + 0 + + + + + 0 0 0 0 0 +
learning:course                    > + + 0 + + + + + 0 0 0 0 0 +
learning:courses                   > + + . + + + + + . . . + . +
learning:door                      > + + 0 . . + . + 0 0 0 0 0 +
learning:drop_question             > + + 0 0 0 + 0 + 0 0 0 0 0 +
learning:due_follow_ups            > + . . . . + . + . . . + . .
learning:edit                      > + + 0 . . + . + 0 0 0 0 0 +
learning:edit_course               > + + 0 . . + . + 0 0 0 0 0 +
learning:edit_meeting              > + + 0 . . + . + 0 0 0 0 0 +
learning:enrol                     > + + 0 . . + . + 0 0 0 0 0 +
learning:enrol_all                 > + + 0 . . + . + 0 0 0 0 0 +
learning:enrol_person              > + + 0 . . + . + 0 0 0 0 0 +
learning:follow_up                 > + . 0 . . + . + 0 0 0 0 0 .
learning:follow_ups                > + + 0 + + + + + 0 0 0 0 0 +
learning:here                      > + + 0 + + + + + 0 0 0 0 0 +
learning:home                      > + + . + + + + + . . . + . +
learning:issue_certificate         > . . 0 . . + . + 0 0 0 0 0 .
learning:issue_certificates        > . . 0 . . + . + 0 0 0 0 0 .
learning:new                       > + + . . . + . + . . . + . +
learning:new_course                > + + . . . + . + . . . + . +
learning:new_question              > + + 0 0 0 + 0 + 0 0 0 0 0 +
learning:notice                    > + + 0 . . + . + 0 0 0 0 0 +
learning:open_test                 > + + 0 . . + . + 0 0 0 0 0 +
learning:opening                   > + + 0 . . + . + 0 0 0 0 0 +
learning:opinions                  > + + 0 + + + + + 0 0 0 0 0 +
learning:paper_scores              > + + 0 . . + . + 0 0 0 0 0 +
learning:place                     > 0 0 0 . . 0 . 0 0 0 0 0 0 0
learning:publish_questions         > + + 0 0 0 + 0 + 0 0 0 0 0 +
learning:question                  > + + 0 0 0 + 0 + 0 0 0 0 0 +
learning:questionnaire             > + + 0 0 0 + 0 + 0 0 0 0 0 +
learning:questionnaires            > + + 0 . . + . + 0 0 0 0 0 +
learning:registration              > + . 0 . . + . + 0 0 0 0 0 .
learning:reinstate_certificate     > . . 0 . . + . + 0 0 0 0 0 .
learning:rename_certificate        > . . 0 . . + . + 0 0 0 0 0 .
learning:retire_course             > + + 0 . . + . + 0 0 0 0 0 +
learning:second_try                > + + 0 . . + . + 0 0 0 0 0 +
learning:tests                     > + + 0 + + + + + 0 0 0 0 0 +
learning:trainee                   > + + 0 + + + + + 0 0 0 0 0 +
learning:withdraw_certificate      > . . 0 . . + . + 0 0 0 0 0 .
legal_aid:advocacy                 > . . . + + + + + + . . + . +
legal_aid:change_lawyer            > 0 0 0 . . + 0 + 0 0 0 0 0 0
legal_aid:decide                   > 0 0 0 0 0 + 0 + + 0 0 0 0 0
legal_aid:end_mandate              > 0 0 0 + 0 0 0 0 0 0 0 0 0 0
legal_aid:lawyer                   > 0 0 0 + + + 0 + 0 0 0 0 0 0
legal_aid:lawyers                  > . . . + + + . + . . . + . .
legal_aid:mandates                 > 0 0 0 + 0 0 0 0 0 0 0 0 0 0
legal_aid:new_lawyer               > . . . . . + . + . . . + . .
legal_aid:print_told               > . . . + + + + + + . . + . +
legal_aid:take_back_mandate        > 0 0 0 + 0 0 0 0 0 0 0 0 0 0
legal_aid:take_down                > 0 0 0 . . + . + + 0 0 0 0 .
legal_aid:take_up                  > 0 0 0 + 0 0 0 0 0 0 0 0 0 0
legal_aid:tell                     > 0 0 0 + 0 0 0 0 0 0 0 0 0 0
legal_aid:told                     > 0 0 0 + + + + + + 0 0 0 0 +
legal_aid:waiting                  > . . . . . + . + + . . + . .
listen:calendar                    + + + + + + + + + + + + + + +
listen:chapters                    + + + + + + + + + + + + + + +
listen:club                        + + + + + + + + + + + + + + +
listen:episode                     + + + + + + + + + + + + + + +
listen:feed                        + + + + + + + + + + + + + + +
listen:help                        + + + + + + + + + + + + + + +
listen:mine                        + + + + + + + + + + + + + + +
listen:radios                      + + + + + + + + + + + + + + +
listen:show                        + + + + + + + + + + + + + + +
listen:show_feed                   + + + + + + + + + + + + + + +
listen:station                     + + + + + + + + + + + + + + +
listen:transcript                  + + + + + + + + + + + + + + +
listen:week                        + + + + + + + + + + + + + + +
listen:write                       + + + + + + + + + + + + + + +
listen:zip                         + + + + + + + + + + + + + + +
network:answer_pair                > . . . . . 0 . 0 . . . 0 . .
network:confirm                    > 0 0 . . . + 0 + 0 0 0 + 0 0
network:confirm_professional       > 0 0 . . . + 0 + 0 0 0 + 0 0
network:edit_organisation          > . . . . . + . + . . . + . .
network:mend_first                 > . . + + + + . + . . . + . .
network:named_organisation         > . . + + + + . + . . . + . .
network:new_organisation           > . . . . . + . + . . . + . .
network:new_professional           > . . . . . + . + . . . + . .
network:new_service                > . . . . . + . + . . . + . .
network:organisation               > . . + + + + . + . . . + . .
network:organisations              > . . + + + + . + . . . + . .
network:pairs                      > . . . . . + . + . . . + . .
network:professional               > 0 0 . . . + 0 + 0 0 0 + 0 0
network:professionals              > . . + + + + . + . . . + . .
network:assessment                 > 0 0 0 0 0 + + + 0 0 0 0 0 0
network:begin_assessment           > . . . . . + . + . . . + . .
network:blank_grid                 > . . . . . + + + . . . + . .
network:capacities                 > . . . . . + + + . . . + . .
network:capacity                   > 0 0 0 0 0 + + + 0 0 0 0 0 0
network:conclude_assessment        > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:confirm                    > 0 0 . . . + 0 + 0 0 0 + 0 0
network:discard_assessment         > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:edit_assessment            > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:new_plan_action            > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:new_service                > . . . . . + . + . . . + . .
network:next_round                 > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:plan_action                > 0 0 0 0 0 + + + 0 0 0 0 0 0
network:plan_action_done           > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:plan_action_drop           > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:plan_action_proof          > 0 0 0 0 0 + + + 0 0 0 0 0 0
network:plan_action_take_up        > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:reopen_assessment          > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:score                      > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:score_proof                > 0 0 0 0 0 + + + 0 0 0 0 0 0
network:score_proof_away           > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:service                    > 0 0 . . . + 0 + 0 0 0 + 0 0
network:services                   > . . + + + + . + . . . + . .
network:take_back_pair             > . . . . . + . + . . . + . .
network:take_out                   > 0 0 . . . + 0 + 0 0 0 + 0 0
network:bringing                   > . . . . . + . + . . . + . .
network:confirm                    > 0 0 . . . + 0 + 0 0 0 + 0 0
network:exchange                   > . . . . . + . + . . . + . .
network:hsds_json                  > . . . . . + . + . . . + . .
network:hsds_zip                   > . . . . . + . + . . . + . .
network:links                      > 0 0 . . . + 0 + 0 0 0 + 0 0
network:new_service                > . . . . . + . + . . . + . .
network:revoke_links               > 0 0 . . . + 0 + 0 0 0 + 0 0
network:service                    > 0 0 . . . + 0 + 0 0 0 + 0 0
network:services                   > . . + + + + . + . . . + . .
network:suggestion                 > 0 0 . . . + 0 + 0 0 0 + 0 0
network:abandon_experiment         > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:add_item                   > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:agreement                  > 0 0 0 0 0 + + + 0 0 0 0 0 0
network:agreement_paper            > 0 0 0 0 0 + + + 0 0 0 0 0 0
network:agreements                 > . . . . . + + + . . . + . .
network:cancel_table               > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:commitment                 > 0 0 0 0 0 + + + 0 0 0 0 0 0
network:commitment_proof           > 0 0 0 0 0 + + + 0 0 0 0 0 0
network:commitments                > . . . . . + + + . . . + . .
network:confirm                    > 0 0 . . . + 0 + 0 0 0 + 0 0
network:decide                     > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:decide_experiment          > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:drop_commitment            > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:drop_invitation            > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:earlier                    > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:edit_agreement             > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:edit_experiment            > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:edit_table                 > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:experiment                 > 0 0 0 0 0 + + + 0 0 0 0 0 0
network:experiments                > . . . . . + + + . . . + . .
network:flows                      > . . . . . + + + . . . + . .
network:hold_table                 > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:invite                     > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:item                       > 0 0 0 0 0 + + + 0 0 0 0 0 0
network:keep_commitment            > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:leave_item                 > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:minutes                    > 0 0 0 0 0 + + + 0 0 0 0 0 0
network:minutes_paper              > 0 0 0 0 0 + + + 0 0 0 0 0 0
network:new_agreement              > . . . . . + . + . . . + . .
network:new_experiment             > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:new_service                > . . . . . + . + . . . + . .
network:new_table                  > . . . . . + . + . . . + . .
network:plan_again                 > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:put_off                    > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:reopen_commitment          > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:service                    > 0 0 . . . + 0 + 0 0 0 + 0 0
network:services                   > . . + + + + . + . . . + . .
network:start_experiment           > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:strike_agreement           > 0 0 0 0 0 + . + 0 0 0 0 0 0
network:table                      > 0 0 0 0 0 + + + 0 0 0 0 0 0
network:tables                     > . . . . . + + + . . . + . .
network:to_agenda                  > . . . . . 0 0 0 . . . 0 . .
network:undertake                  > 0 0 0 0 0 + . + 0 0 0 0 0 0
open:feed                          0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
outreach:accredit                  > + . . . . + . + . . . + . .
outreach:accreditation             > + . 0 . . + . + 0 0 0 0 0 .
outreach:campaign                  > + + 0 + + + + + 0 0 0 0 0 +
outreach:cancel                    > + + 0 . . + . + 0 0 0 0 0 +
outreach:choose_estimate           > + + 0 . . + . + 0 0 0 0 0 +
outreach:declare_estimate          > . . 0 . . + + + 0 0 0 0 0 .
outreach:edit                      > + + 0 . . + . + 0 0 0 0 0 +
outreach:edit_event                > + + 0 . . + . + 0 0 0 0 0 +
outreach:edit_piece                > + + 0 . . + . + 0 0 0 0 0 +
outreach:end                       > + + 0 . . + . + 0 0 0 0 0 +
outreach:estimate                  > + + 0 + + + + + 0 0 0 0 0 +
outreach:estimate_proof            > + . 0 . . + + + 0 0 0 0 0 .
outreach:event_proof               > + . 0 . . + + + 0 0 0 0 0 .
outreach:home                      > + + . + + + + + . . . + . +
outreach:journalists               > + + . + + + + + . . . + . +
outreach:log                       > + + 0 . . + . + 0 0 0 0 0 +
outreach:new                       > + + . . . + . + . . . + . +
outreach:new_estimate              > + + 0 . . + . + 0 0 0 0 0 +
outreach:new_piece                 > + + . . . + . + . . . + . +
outreach:pack                      > + + 0 . . + . + 0 0 0 0 0 +
outreach:press                     > + + . + + + + + . . . + . +
outreach:retract_estimate          > . . 0 . . + + + 0 0 0 0 0 .
outreach:strike_event              > + + 0 . . + . + 0 0 0 0 0 +
outreach:strike_piece              > + + 0 . . + . + 0 0 0 0 0 +
outreach:take_out                  > + . 0 . . + . + 0 0 0 0 0 .
partner:answer                     + + + + + + + + + + + + + + +
people:add_paper                   > + 0 + + + + . + . 0 0 0 0 0
people:add_to_group                > + 0 + + + + . + . 0 0 0 0 0
people:ask_consent                 > + 0 + + + + . + . 0 0 0 0 0
people:consent                     > + 0 + + + + + + + 0 0 0 0 0
people:consent_file                > + 0 + + + + + + + 0 0 0 0 0
people:consent_paper               > + 0 + + + + + + + 0 0 0 0 0
people:contact                     > + 0 + + + + . + . 0 0 0 0 0
people:contradictions              > + . + + + + + + + . . + . .
people:correct                     > + 0 + + + + . + . 0 0 0 0 0
people:decide_pair                 > + 0 + + + + . + . 0 0 0 0 0
people:duplicate                   > + 0 + + + + + + + 0 0 0 0 0
people:duplicates                  > + . + + + + + + + . . + . .
people:end_group                   > + 0 + + + + . + . 0 0 0 0 0
people:group                       > + 0 + + + + + + + 0 0 0 0 0
people:groups                      > + . + + + + + + + . . + . .
people:house                       > + 0 + + + + . + . 0 0 0 0 0
people:housemate                   > + 0 + + + + . + . 0 0 0 0 0
people:join_group                  > + 0 + + + + . + . 0 0 0 0 0
people:leave_group                 > + 0 + + + + . + . 0 0 0 0 0
people:leave_member                > + 0 + + + + . + . 0 0 0 0 0
people:look_for_duplicates         > . . . . . + . + + . . + . .
people:merge                       > . 0 . . . + . + + 0 0 0 0 0
people:new                         > + + + + + + . + . . . + . .
people:new_group                   > + . + + + + . + . . . + . .
people:opened                      > . 0 . . . + . + + 0 0 0 0 0
people:opened_paper                > . 0 . + . + . + + 0 0 0 0 0
people:paper_file                  > + 0 + + + + + + + 0 0 0 0 0
people:part                        > . 0 . . . + . + + 0 0 0 0 0
people:people                      > + . + + + + + + + . . + . .
people:person                      > + 0 + + + + + + + 0 0 0 0 0
people:profile                     > + 0 + + + + . + . 0 0 0 0 0
people:recall_letters              > . 0 . . . . . . . 0 0 0 0 0
people:relate                      > + 0 + + + + . + . 0 0 0 0 0
people:remove_paper                > + 0 + + + + . + . 0 0 0 0 0
people:rename_group                > + 0 + + + + . + . 0 0 0 0 0
people:settle                      > 0 0 0 0 0 0 0 0 0 0 0 0 0 0
people:unrelate                    > + 0 + + + + . + . 0 0 0 0 0
people:withdraw_consent            > + 0 + + + + + + + 0 0 0 0 0
programmes:apply                   > . . . . . . + + . . . . . .
programmes:load                    > . . . . . . + + . . . . . .
programmes:programme               > + + + + + + + + + + . + . +
programmes:project                 > + + + + + + + + + + 0 0 0 +
programmes:redline                 > + + + + + + + + + + 0 0 0 +
programmes:version                 > + + + + + + + + + + 0 0 0 +
protection:conditions              > + + . + + + + + + + 0 0 0 +
protection:report                  > 0 0 0 + 0 0 0 0 0 0 0 0 0 0
public:home                        + + + + + + + + + + + + + + +
public:manifest                    + + + + + + + + + + + + + + +
public:privacy                     + + + + + + + + + + + + + + +
public:project                     + + + + + + + + + + + + + + +
public:robots                      + + + + + + + + + + + + + + +
public:territories                 + + + + + + + + + + + + + + +
radio:add_extra                    > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:agree_testimony              > 0 0 0 0 0 . 0 . 0 0 0 0 0 .
radio:answer_message               > 0 0 0 0 0 . 0 . 0 0 0 0 0 .
radio:approve_episode              > 0 0 0 0 0 + 0 + 0 0 0 0 + +
radio:audience                     > + + 0 + + + + + + + 0 0 0 +
radio:audience_of_show             > + + 0 + + + + + + + 0 0 0 +
radio:begin_recording              > . . . . . + . + . . . + + +
radio:cancel_day                   > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:change_my_mind               > . . . . . 0 . 0 . . . 0 0 0
radio:check_place                  > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:choose_voice                 > . . . . . + . + . . . + + +
radio:claims                       > . . . . . + . + . . . + . +
radio:close_live                   > 0 0 0 0 0 . 0 . 0 0 0 0 . .
radio:club_sheet                   > . . 0 . . + + + . . 0 0 0 +
radio:conversation                 > . . . . . + . + . . . 0 . +
radio:cut_live                     > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:day                          > 0 0 0 0 0 + 0 + 0 0 0 0 + +
radio:decide_claim                 > 0 0 0 0 0 + 0 + 0 0 0 0 0 +
radio:draft_message                > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:drop_recording               > 0 0 0 0 0 0 0 0 0 0 0 0 0 0
radio:edit_episode                 > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:edit_place                   > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:edit_show                    > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:edit_station                 > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:edit_voice                   > 0 0 0 0 0 + 0 + 0 0 0 0 0 +
radio:end_place                    > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:end_show                     > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:episode                      > 0 0 0 0 0 + 0 + 0 0 0 0 + +
radio:episode_sound                > 0 0 0 0 0 . 0 . 0 0 0 0 . .
radio:episode_voices               > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:fallback                     > 0 0 0 0 0 + 0 + 0 0 0 0 + +
radio:finish_recording             > 0 0 0 0 0 0 0 0 0 0 0 0 0 0
radio:forget_testimony             > 0 0 0 0 0 + 0 + 0 0 0 0 0 +
radio:grid                         > 0 0 0 0 0 + 0 + 0 0 0 0 + +
radio:hear_hint                      > 0 0 0 0 0 + 0 + 0 0 0 0 + +
radio:hear_sound                   > 0 0 0 0 0 0 0 0 0 0 0 0 0 0
radio:heard                        > + + 0 + + + + + + + 0 0 . +
radio:hints                          > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:home                         > . . . . . + . + . . . + + +
radio:jingles                      > 0 0 0 0 0 + 0 + 0 0 0 0 + +
radio:keep_message                 > 0 0 0 0 0 + 0 + 0 0 0 0 0 +
radio:leave_testimony              > 0 0 0 0 0 . 0 . 0 0 0 0 . .
radio:lend_message                 > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:live                         > 0 0 0 0 0 + 0 + 0 0 0 0 + +
radio:live_desk                    > 0 0 0 0 0 . 0 . 0 0 0 0 . .
radio:live_piece                   > 0 0 0 0 0 . 0 . 0 0 0 0 . .
radio:live_state                   > 0 0 0 0 0 + 0 + 0 0 0 0 + +
radio:lives                        > . . . . . + . + . . . + + +
radio:looked                       > 0 0 0 0 0 + 0 + 0 0 0 0 0 +
radio:message                      > 0 0 0 0 0 + 0 + 0 0 0 0 0 +
radio:message_sound                > 0 0 0 0 0 + 0 + 0 0 0 0 0 +
radio:messages                     > . . . . . + . + . . . + + +
radio:my_agreement                 > . . . . . 0 . 0 . . . 0 0 0
radio:my_voice                     > . . . . . + . + . . . + + +
radio:new_club                     > . . 0 . . + + + . . 0 0 0 +
radio:new_place                    > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:new_show                     > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:new_sound                    > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:new_testimony                > . . . . . + . + . . . + + +
radio:new_voice                    > . . . . . + . + . . . + . +
radio:open_live                    > 0 0 0 0 0 . 0 . 0 0 0 0 . .
radio:open_station                 > . . . . . + . + . . . + . +
radio:pieces                       > . . . . . + . + . . . + + +
radio:plays                        > 0 0 0 0 0 + 0 + 0 0 0 0 + +
radio:publish_episode              > 0 0 0 0 0 . 0 . 0 0 0 0 . .
radio:read_testimony               > 0 0 0 0 0 + 0 + 0 0 0 0 + +
radio:record                       > . . . . . + . + . . . + + +
radio:record_hint                    > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:recordings                   > . . . . . + . + . . . + + +
radio:refuse_message               > 0 0 0 0 0 + 0 + 0 0 0 0 0 +
radio:send_back_episode            > 0 0 0 0 0 + 0 + 0 0 0 0 + +
radio:send_chunk                   > 0 0 0 0 0 0 0 0 0 0 0 0 0 0
radio:send_episode                 > 0 0 0 0 0 . 0 . 0 0 0 0 . .
radio:show                         > 0 0 0 0 0 + 0 + 0 0 0 0 + +
radio:shows                        > 0 0 0 0 0 + 0 + 0 0 0 0 + +
radio:sound                        > 0 0 0 0 0 + 0 + 0 0 0 0 + +
radio:station                      > 0 0 0 0 0 + 0 + 0 0 0 0 + +
radio:strike_club                  > . . 0 . . + + + . . 0 0 0 +
radio:survey                       > . . 0 . . + + + . . 0 0 0 .
radio:take_away_hint                 > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:take_away_sound              > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:take_back_testimony          > 0 0 0 0 0 + 0 + 0 0 0 0 0 +
radio:take_up_testimony            > 0 0 0 0 0 + 0 + 0 0 0 0 + +
radio:testimonies                  > . . . . . + . + . . . + + +
radio:testimony                    > 0 0 0 0 0 + 0 + 0 0 0 0 0 +
radio:testimony_sound              > 0 0 0 0 0 0 0 0 0 0 0 0 0 0
radio:to_publish                   > . . . . . + . + . . . + + +
radio:to_review                    > . . . . . + . + . . . + + +
radio:undo_change                  > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:upload                       > . . . . . 0 . 0 . . . 0 0 0
radio:voice                        > 0 0 0 0 0 + 0 + 0 0 0 0 0 +
radio:voice_agreement              > 0 0 0 0 0 + 0 + 0 0 0 0 0 +
radio:voice_code                   > 0 0 0 0 0 + 0 + 0 0 0 0 0 +
radio:voice_left                   > 0 0 0 0 0 + 0 + 0 0 0 0 0 +
radio:voice_link                   > 0 0 0 0 0 + 0 + 0 0 0 0 0 +
radio:voice_person                 > 0 0 0 0 0 + 0 + 0 0 0 0 0 .
radio:voice_phone_lost             > 0 0 0 0 0 + 0 + 0 0 0 0 0 +
radio:voice_proof                  > 0 0 0 0 0 0 0 0 0 0 0 0 0 0
radio:voice_take_back              > 0 0 0 0 0 + 0 + 0 0 0 0 0 +
radio:voices                       > . . . . . + . + . . . + . +
radio:watch_live                   > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:withdraw_episode             > 0 0 0 0 0 + 0 + 0 0 0 0 . +
radio:write_testimony              > 0 0 0 0 0 + 0 + 0 0 0 0 0 +
reception:desk                     > . . + + + + . + . . . + . .
reception:visit                    > . . + + + + . + . . . 0 . .
results:board                      > + + 0 + + + + + + + 0 0 0 +
results:declare                    > . . 0 . . + + + . . 0 0 0 .
results:evidence                   > . . 0 . . + + + . . 0 0 0 .
results:home                       > + + + + + + + + + + + + + +
results:keep                       > . . 0 . . + + + . . 0 0 0 .
results:people                     > . . 0 . . + + + . . 0 0 0 .
results:snapshot                   > + + 0 + + + + + + + 0 0 0 +
results:take                       > . . 0 . . + + + . . 0 0 0 .
results:why                        > + + 0 + + + + + + + 0 0 0 +
results:withdraw                   > . . 0 . . + + + . . 0 0 0 .
training:agree_follow_up           + + + + + + + + + + + + + + +
training:badge                     + + + + + + + + + + + + + + +
training:calendar                  + + + + + + + + + + + + + + +
training:certificate               + + + + + + + + + + + + + + +
training:certificate_pdf           + + + + + + + + + + + + + + +
training:door                      + + + + + + + + + + + + + + +
training:follow_up                 + + + + + + + + + + + + + + +
training:leave                     + + + + + + + + + + + + + + +
training:opinion                   + + + + + + + + + + + + + + +
training:page                      + + + + + + + + + + + + + + +
training:register                  + + + + + + + + + + + + + + +
training:request                   + + + + + + + + + + + + + + +
training:test                      + + + + + + + + + + + + + + +
workshops:add_item                 > + + 0 . . + . + 0 0 0 0 0 +
workshops:centre                   > + + 0 . . + . + 0 0 0 0 0 +
workshops:centres                  > + + . + + + + + . . . + . +
workshops:count_kit                > + + 0 . . + . + 0 0 0 0 0 +
workshops:edit_forum               > + + 0 . . + . + 0 0 0 0 0 +
workshops:edit_kit                 > + + 0 . . + . + 0 0 0 0 0 +
workshops:edit_series              > + + 0 . . + . + 0 0 0 0 0 +
workshops:edit_session             > + . 0 . . + . + 0 0 0 0 0 .
workshops:edit_sheet               > + + 0 . . + . + 0 0 0 0 0 +
workshops:extend                   > + + 0 . . + . + 0 0 0 0 0 +
workshops:forum                    > + + 0 + + + + + 0 0 0 0 0 +
workshops:give_back                > + + 0 . . + . + 0 0 0 0 0 +
workshops:home                     > + + . + + + + + . . . + . +
workshops:item                     > + + 0 . . + . + 0 0 0 0 0 +
workshops:kit                      > + + 0 + + + + + 0 0 0 0 0 +
workshops:kits                     > + + . + + + + + . . . + . +
workshops:lend                     > + + 0 . . + . + 0 0 0 0 0 +
workshops:link_forum               > + + 0 . . + . + 0 0 0 0 0 +
workshops:new_forum                > + + 0 . . + . + 0 0 0 0 0 +
workshops:new_kit                  > + + . . . + . + . . . + . +
workshops:new_series               > + + . . . + . + . . . + . +
workshops:new_session              > + + 0 . . + . + 0 0 0 0 0 +
workshops:new_sheet                > + + . . . + . + . . . + . +
workshops:proposal                 > + + 0 . . + . + 0 0 0 0 0 +
workshops:propose                  > + + 0 . . + . + 0 0 0 0 0 +
workshops:publish_sheet            > + + 0 . . + . + 0 0 0 0 0 +
workshops:series                   > + + 0 + + + + + 0 0 0 0 0 +
workshops:session                  > + + 0 + + + + + 0 0 0 0 0 +
workshops:sheet                    > + + 0 + + + + + 0 0 0 0 0 +
workshops:sheets                   > + + . + + + + + . . . + . +
workshops:strike_proposal          > + + 0 . . + . + 0 0 0 0 0 +
workshops:strike_session           > + . 0 . . + . + 0 0 0 0 0 .
workshops:take_out                 > + + 0 . . + . + 0 0 0 0 0 +
workshops:withdraw_sheet           > + + 0 . . + . + 0 0 0 0 0 +
"""


def rows() -> dict[str, dict[str, str]]:
    table = {}
    for line in TABLE.strip().splitlines():
        name, *marks = line.split()
        assert len(marks) == len(COLUMNS), line
        table[name] = dict(zip(COLUMNS, marks, strict=True))
    return table


ROWS = rows()


def addresses(resolver: URLResolver | None = None, spaces: tuple[str, ...] = ()) -> set[str]:
    """Names of all addresses of the house, ``room:name``."""
    found = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            found.add(":".join((*spaces, entry.name or "?")))
        else:
            found |= addresses(entry, (*spaces, entry.namespace) if entry.namespace else spaces)
    return found


def test_every_address_has_its_row():
    ours = {name for name in addresses() if not name.startswith(FRAMEWORK)}
    assert sorted(ours - set(ROWS)) == [], "add a row to the table"
    assert sorted(set(ROWS) - ours) == [], "these addresses are gone"


def test_the_addresses_of_sign_in_are_those_we_know():
    known = {name for name in addresses() if name.startswith(FRAMEWORK)}
    assert not known & {"account_signup", "socialaccount_signup", "mfa_signup_webauthn"}


class Undo(Exception):
    """Thrown to take back whatever a request did."""


def ask(client: Client, address: str) -> str:
    """What the address answers, as a mark of the table; nothing that it did remains."""
    mark = ""
    try:
        with transaction.atomic():
            response = client.get(address)
            if response.status_code == 405:
                response = client.post(address)
            mark = marked(response)
            if response.streaming:
                list(response.streaming_content)
            raise Undo
    except Undo:
        return mark


def marked(response) -> str:
    if response.status_code in {301, 302, 303}:
        return ">" if "/login/" in response.headers["Location"] else "+"
    return {403: ".", 404: "0"}.get(response.status_code, "+" if response.status_code < 500 else "!")


@pytest.mark.parametrize("who", COLUMNS)
def test_each_role_opens_what_the_table_says(who, request, w4i, amina, client_of):
    world = World(w4i, amina)
    client = Client() if who == "anonymous" else client_of(request.getfixturevalue(who))
    wrong = []
    for name, marks in ROWS.items():
        answer = ask(client, reverse(name, args=world.arguments(name)))
        if answer != marks[who]:
            wrong.append(f"{name}: the table says {marks[who]}, the house {answer}")
    assert not wrong, "\n".join(wrong)
