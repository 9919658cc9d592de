"""Every door but the administration's: the public ones, and those of the desk."""

from django.urls import path

from decisions import public_urls
from decisions.views import removal
from decisions.views.accounts import doors, invitation
from decisions.views.desk import audit as desk_audit
from decisions.views.desk import deadlines as desk_deadlines
from decisions.views.desk import documents as desk_documents
from decisions.views.desk import editing as desk_editing
from decisions.views.desk import exports as desk_exports
from decisions.views.desk import finding as desk_finding
from decisions.views.desk import home as desk_home
from decisions.views.desk import identity as desk_identity
from decisions.views.desk import imports as desk_imports
from decisions.views.desk import kept as desk_kept
from decisions.views.desk import names as desk_names
from decisions.views.desk import our_rulings as desk_our_rulings
from decisions.views.desk import proceedings as desk_proceedings
from decisions.views.desk import queue as desk_queue
from decisions.views.desk import releases as desk_releases
from decisions.views.desk import removals as desk_removals
from decisions.views.desk import rulings as desk_rulings
from decisions.views.desk import series as desk_series
from decisions.views.desk import stories as desk_stories
from decisions.views.desk import users as desk_users

urlpatterns = [
    *public_urls.urlpatterns,
    path("about/removal/", removal.ask, name="removal"),
    path("about/removal/sent/", removal.sent, name="removal_sent"),
    # Accounts: allauth finds these pages by their names.
    path("accounts/", doors.index, name="mfa_index"),
    path("accounts/login/", doors.login, name="account_login"),
    path("accounts/logout/", doors.logout, name="account_logout"),
    path("accounts/password/", doors.change_password, name="account_change_password"),
    path("accounts/invitation/", invitation.choose_password, name="account_invitation"),
    path("accounts/confirm/", doors.reauthenticate, name="account_reauthenticate"),
    path("accounts/confirm/code/", doors.reauthenticate_by_code, name="mfa_reauthenticate"),
    path("accounts/confirm/key/", doors.reauthenticate_by_key, name="mfa_reauthenticate_webauthn"),
    path("accounts/login/code/", doors.authenticate, name="mfa_authenticate"),
    path("accounts/app/add/", doors.activate_totp, name="mfa_activate_totp"),
    path("accounts/app/remove/", doors.deactivate_totp, name="mfa_deactivate_totp"),
    path("accounts/recovery-codes/", doors.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("accounts/recovery-codes/new/", doors.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("accounts/recovery-codes.txt", doors.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("accounts/keys/", doors.list_keys, name="mfa_list_webauthn"),
    path("accounts/keys/add/", doors.add_key, name="mfa_add_webauthn"),
    path("accounts/keys/<int:pk>/", doors.edit_key, name="mfa_edit_webauthn"),
    path("accounts/keys/<int:pk>/remove/", doors.remove_key, name="mfa_remove_webauthn"),
    # The desk
    path("desk/", desk_home.show, name="desk_home"),
    path("desk/rulings/", desk_our_rulings.index, name="desk_rulings"),
    path("desk/series/new/", desk_series.new, name="desk_series_new"),
    path("desk/kept/<kept_key:key>/", desk_kept.autosave, name="desk_kept"),
    path("desk/kept/<kept_key:key>/discard/", desk_kept.discard, name="desk_discard"),
    path("desk/find/courts.json", desk_finding.courts, name="desk_find_courts"),
    path("desk/find/judges.json", desk_finding.judges, name="desk_find_judges"),
    path("desk/rulings/<public_id:public_id>/edit/", desk_editing.edit, name="desk_ruling_edit"),
    path("desk/imports/", desk_imports.index, name="desk_imports"),
    path("desk/imports/<file_key:key>/", desk_imports.show, name="desk_import"),
    path("desk/imports/<file_key:key>/errors.csv", desk_imports.errors, name="desk_import_errors"),
    *(
        path(f"desk/imports/<file_key:key>/{step.__name__}/", step, name=f"desk_import_{step.__name__}")
        for step in desk_imports.STEPS
    ),
    path("desk/queue/", desk_queue.index, name="desk_queue"),
    *(
        path(f"desk/{kind.section}/{address}", view, {"kind": kind}, name=f"{kind.door}{name}")
        for kind in (desk_names.JUDGES, desk_names.COURTS)
        for address, view, name in (
            ("", desk_names.index, "s"),
            ("<slug:slug>/", desk_names.show, ""),
            ("<slug:slug>/spellings/", desk_names.spell, "_spell"),
            ("<slug:slug>/spellings/<number:number>/remove/", desk_names.unspell, "_unspell"),
            ("<slug:slug>/merge/", desk_names.merge, "_merge"),
            ("<slug:slug>/merges/<number:number>/undo/", desk_names.undo, "_undo"),
        )
    ),
    path("desk/audit/", desk_audit.index, name="desk_audit"),
    path("desk/audit.csv", desk_audit.csv_file, name="desk_audit_csv"),
    path("desk/users/", desk_users.index, name="desk_users"),
    path("desk/users/invite/", desk_users.invite, name="desk_user_invite"),
    path("desk/users/<number:number>/", desk_users.show, name="desk_user"),
    *(
        path(f"desk/users/<number:number>/{step}/", view, name=f"desk_user_{step.replace('-', '_')}")
        for step, view in (
            ("change", desk_users.change),
            ("identities", desk_users.identities),
            ("link", desk_users.link),
            ("second-factor", desk_users.lost_second_factor),
            ("sessions", desk_users.sessions),
            ("lock", desk_users.lock),
            ("unlock", desk_users.unlock),
        )
    ),
    path("desk/exports/", desk_exports.index, name="desk_exports"),
    path("desk/releases/", desk_releases.index, name="desk_releases"),
    path("desk/releases/make/", desk_releases.make, name="desk_release_make"),
    path("desk/removals/", desk_removals.index, name="desk_removals"),
    path("desk/removals/<public_id:reference>/", desk_removals.show, name="desk_removal"),
    path("desk/removals/<public_id:reference>/close/", desk_removals.close, name="desk_removal_close"),
    path("desk/removals/<public_id:reference>/reopen/", desk_removals.reopen, name="desk_removal_reopen"),
    path("desk/stories/", desk_stories.index, name="desk_stories"),
    path("desk/stories/<slug:slug>/", desk_stories.show, name="desk_story"),
    path("desk/stories/<slug:slug>/publish/", desk_stories.publish, name="desk_story_publish"),
    path("desk/stories/<slug:slug>/withdraw/", desk_stories.withdraw, name="desk_story_withdraw"),
    path("desk/rulings/<public_id:public_id>/seen/", desk_queue.seen, name="desk_ruling_seen"),
    path("desk/series/<number:number>/release/", desk_queue.release, name="desk_series_release"),
    path("desk/series/<number:number>/publish/", desk_queue.publish, name="desk_series_publish"),
    path("desk/series/<number:number>/send-back/", desk_queue.send_back, name="desk_series_send_back"),
    path("desk/rulings/<public_id:public_id>/", desk_rulings.show, name="desk_ruling"),
    path("desk/rulings/<public_id:public_id>/history/", desk_rulings.versions, name="desk_ruling_history"),
    path("desk/rulings/<public_id:public_id>/correct/", desk_rulings.correct, name="desk_ruling_correct"),
    path("desk/rulings/<public_id:public_id>/events/add/", desk_proceedings.add, name="desk_event_add"),
    path(
        "desk/rulings/<public_id:public_id>/events/<number:number>/",
        desk_proceedings.change,
        name="desk_event",
    ),
    path(
        "desk/rulings/<public_id:public_id>/events/<number:number>/remove/",
        desk_proceedings.remove,
        name="desk_event_remove",
    ),
    path(
        "desk/rulings/<public_id:public_id>/events/<number:number>/public/",
        desk_proceedings.set_public,
        name="desk_event_public",
    ),
    path("desk/rulings/<public_id:public_id>/lapse/", desk_proceedings.lapse, name="desk_ruling_lapse"),
    path("desk/detention/", desk_deadlines.held, name="desk_detention"),
    path("desk/deadlines.ics", desk_deadlines.calendar_file, name="desk_deadlines"),
    # The private side
    path("desk/people/", desk_identity.index, name="desk_people"),
    path("desk/people/new/", desk_identity.new, name="desk_person_new"),
    path("desk/people/<pseudonym:pseudonym>/", desk_identity.show, name="desk_person"),
    path("desk/people/<pseudonym:pseudonym>/identity/", desk_identity.read, name="desk_person_read"),
    path("desk/people/<pseudonym:pseudonym>/change/", desk_identity.change, name="desk_person_change"),
    path("desk/people/<pseudonym:pseudonym>/remove/", desk_identity.remove, name="desk_person_remove"),
    path("desk/rulings/<public_id:public_id>/person/", desk_identity.link, name="desk_ruling_link"),
    path(
        "desk/rulings/<public_id:public_id>/person/remove/", desk_identity.unlink, name="desk_ruling_unlink"
    ),
    path("desk/rulings/<public_id:public_id>/papers/", desk_documents.add, name="desk_paper_add"),
    path("desk/papers/<file_key:key>/", desk_documents.read, name="desk_paper"),
    path("desk/papers/<file_key:key>/delete/", desk_documents.delete, name="desk_paper_delete"),
    *(
        path(
            f"desk/rulings/<public_id:public_id>/{step.__name__.replace('_', '-')}/",
            step,
            name=f"desk_ruling_{step.__name__}",
        )
        for step in desk_rulings.STEPS
    ),
]
