"""What the routes that take a POST do with a form: each is in one of these lists.

`tests/drafts/test_every_form.py` fails for a route that is missing here.
"""

# Makes a row of its own from what is typed: a key sees to it that it is one (`once`).
CREATES = frozenset(
    """
    accounts:user_create accounts:grant_create partners:user_invite
    events:event_create events:centre_create events:series_create events:series_member_add
    events:proposal_create events:feeds events:attachment_create events:invite events:proposal
    events:family_create events:add_representative events:ask_to_move events:ask_to_cancel
    participants:participant_create participants:guardian_create participants:child_create
    participants:family_create participants:household_join
    participants:consent_create participants:duplicate_create participants:nickname_create
    participants:breach_create participants:consent_withdraw participants:consent_text_create
    partners:organisation_create partners:programme_create partners:project_create
    reports:output_create reports:indicator_create reports:dimension_create reports:period_create
    reports:report_begin
    retention:hold_set retention:access_create
    """.split()
)

# Sends somebody a link: once for each page whose button was pressed, and anew from a page of later.
SENDS = frozenset({"accounts:user_send_reset", "partners:user_invite_again"})

# Changes a row that a page showed before: the form says which state it was (`seen_at`), and whoever
# saves second sees both versions, with who and when (`shkej.lib.forms.editing`).
EDITS = frozenset(
    """
    accounts:profile accounts:user_update events:event_postpone events:event_update
    events:centre_update events:series_member events:series_update
    participants:breach_update participants:participant_update participants:category_update
    participants:guardianship_update
    partners:organisation_update
    partners:programme_update partners:project_update reports:document_update
    reports:output_update reports:indicator_update reports:dimension_update
    reports:manual_figures reports:period_update reports:report_detail reports:story
    """.split()
)

# Acts of a register: each has a key of its own (`events/register/acts/keys.py`), says what it saw
# (`?seen=`, the cells of a grid and a sheet), and is taken back by its undo.
REGISTER = frozenset(
    """
    events:close_register events:reopen_register events:add_known_person events:add_new_person
    events:undo_act events:mark_rest events:registration events:mark events:keep_mark
    events:remove_registration events:place events:add_family events:name_counted
    events:add_headcount events:step_headcount events:typing events:correct_register
    events:series_grid_save
    """.split()
)

# The exceptions, by the reason why they need neither key nor version: done twice they are done
# once, and they overwrite nothing that somebody else has typed.
ONE_PRESS = "one press, nothing typed: the row is in that state, or gone"
EXCEPTIONS = {
    "changes what only its user can see or change": """
        accounts:device accounts:lock accounts:many_opened accounts:set_language
        accounts:sign_out_for_good accounts:unlock
        drafts:forget_kept_form drafts:save_draft events:changes_seen events:feed_renew
        events:feed_revoke events:hand_over events:take_back
        """,
    ONE_PRESS: """
        accounts:grant_delete accounts:user_remove_second_factor accounts:user_sign_out
        accounts:alert_done backups:export_take events:any_feed_revoke events:attachment_delete
        events:door_note_done events:event_delete first_day_step
        events:event_is_another events:event_status events:invitation_withdraw
        events:proposal_withdraw events:change_withdraw events:remove_representative
        participants:duplicate_dismiss participants:guardianship_remove
        participants:household_leave participants:merge_undo participants:nickname_remove
        partners:contact_keep
        partners:user_revoke reports:text_reviewed
        reports:dimension_delete reports:indicator_delete reports:output_delete
        reports:period_delete reports:prp_forget reports:report_check
        retention:erasure_take_back retention:hold_end
        """,
    "a step that is refused once somebody else took it": """
        accounts:grant_decide accounts:open_account participants:breach_step
        events:ask_reopening events:change_asked events:decide_reopening
        events:import_apply events:import_discard events:import_undo
        partners:contact_confirm partners:contact_refuse
        reports:accept_warning reports:report_freeze reports:report_move
        retention:erasure retention:erasure_ask retention:access_answered
        retention:rule retention:rule_decide retention:run_ask retention:run_ask_of_none
        retention:run_decide
        """,
    "carries what its page showed in a field of its own; asks again where that changed": """
        answer_by_link events:answer_invitation events:invitation_called
        participants:duplicate_plain participants:duplicate_review reports:category_counting
        reports:prp_meanings
        """,
    "the same name again is the same person, and a link has no user": "name_by_link",
    "shows something, and changes no row that others edit": """
        backups:backup_list backups:export events:import events:import_answer
        events:register_download events:register_search events:sheet first_day_mail search
        participants:duplicate_search participants:family_alike participants:participant_alike
        participants:reveal_contacts
        reports:prp reports:prp_file reports:export_names
        """,
}
# Where nothing is typed, nothing is lost by a refusal.
PRESSED = SENDS | frozenset(EXCEPTIONS[ONE_PRESS].split())
REPEATABLE = frozenset(route for routes in EXCEPTIONS.values() for route in routes.split())

# The sign-in library's own: never kept, and nobody's rows.
SIGN_IN = ("account_", "mfa_", "usersessions_")
