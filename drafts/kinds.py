"""What the routes that take a POST do with a form: each stands in one of these lists.

`tests/drafts/test_every_form.py` fails for a route that is missing here.
"""

# Makes a row of its own from what is typed: a key sees to it that it is one (`once`).
CREATES = frozenset(
    """
    accounts:user_create accounts:grant_create partners:user_invite
    events:event_create events:centre_create events:series_create events:series_member_add
    events:proposal_create events:feeds events:attachment_create events:invite events:proposal
    events:add_representative
    participants:participant_create participants:guardian_create participants:child_create
    participants:consent_create participants:duplicate_create
    partners:organisation_create partners:programme_create partners:project_create
    reports:output_create reports:indicator_create reports:dimension_create reports:period_create
    reports:report_begin
    """.split()
)

# Changes a row that a page showed before: the form says which state it was (`seen_at`).
EDITS = frozenset(
    """
    accounts:user_update events:event_update events:centre_update events:series_update
    participants:participant_update participants:category_update partners:organisation_update
    partners:programme_update partners:project_update reports:document_update
    reports:output_update reports:indicator_update reports:dimension_update
    reports:period_update reports:report_detail reports:story
    """.split()
)

# Acts of a register: each has a key of its own (`events/register/acts/keys.py`).
REGISTER = frozenset(
    """
    events:close_register events:reopen_register events:add_known_person events:add_new_person
    events:undo_act events:mark_rest events:registration events:mark events:keep_mark
    events:remove_registration events:place events:add_family events:name_counted
    events:add_headcount events:step_headcount events:typing events:correct_register
    events:series_grid_save
    """.split()
)

# Done twice they are done once: they answer, decide, withdraw or forget what one row is about, or
# show something; or they change what only one person can see and change.
REPEATABLE = frozenset(
    """
    accounts:device accounts:lock accounts:unlock
    accounts:grant_delete accounts:open_account accounts:profile accounts:set_language
    accounts:user_remove_second_factor accounts:user_send_reset accounts:user_sign_out
    events:ask_reopening events:decide_reopening
    answer_by_link backups:backup_list drafts:forget_kept_form drafts:save_draft
    events:answer_invitation events:any_feed_revoke events:attachment_delete events:changes_seen
    events:event_delete events:event_is_another events:event_postpone events:event_status
    events:feed_renew events:feed_revoke events:hand_over events:import events:import_apply
    events:import_discard events:invitation_called events:invitation_withdraw
    events:proposal_withdraw events:remove_representative events:series_member events:sheet
    events:take_back
    participants:duplicate_dismiss participants:duplicate_review participants:duplicate_search
    participants:guardianship_remove participants:household_join participants:household_leave
    participants:merge_undo participants:reveal_contacts
    partners:user_invite_again partners:user_revoke
    reports:accept_warning reports:category_counting reports:dimension_delete
    reports:indicator_delete reports:manual_figures reports:output_delete reports:period_delete
    reports:prp reports:prp_file reports:prp_forget reports:prp_meanings reports:report_check
    reports:report_freeze reports:report_move
    """.split()
)

# The sign-in library's own: never kept, and nobody's rows.
SIGN_IN = ("account_", "mfa_", "usersessions_")
