"""Accounts and teams."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from decisions.vocabulary import Role


class Team(models.Model):
    """People who see each other's drafts. Each ruling belongs to one team."""

    name = models.CharField(_("name"), max_length=100, unique=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """What Django's own commands need to make and find accounts."""

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """An administrator, for `manage.py createsuperuser`."""
        user = self.model(username=username, role=Role.ADMINISTRATOR, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account. The role says what it may do (decisions.policy); there are no other permissions."""

    username = models.CharField(
        _("user name"), max_length=100, unique=True, validators=[UnicodeUsernameValidator()]
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    team = models.ForeignKey(
        Team, verbose_name=_("team"), on_delete=models.PROTECT, null=True, blank=True, related_name="members"
    )
    is_active = models.BooleanField(_("may log in"), default=True)
    reads_identities = models.BooleanField(
        _("may read identities"),
        default=False,
        help_text=_("Of respondents, as a reviewer or administrator. Another administrator has to grant it."),
    )

    # Another one ends every session of the account.
    session_salt = models.CharField(max_length=32, blank=True, editable=False)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ("username",)
        constraints = [
            # Who logs in need not mind upper and lower case, so two names may not differ in nothing else.
            models.UniqueConstraint(
                Lower("username"),
                name="user_name_once_in_any_case",
                violation_error_message=_("An account has this name already, perhaps in other letter case."),
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must agree with, by Django's own hook: the password, and that nobody has ended it."""
        return f"{super()._get_session_auth_hash(secret=secret)}{self.session_salt}"  # type: ignore[misc]


class Invitation(models.Model):
    """A link with which the account's person chooses a password, once. What opens it is kept as a digest only."""

    user = models.OneToOneField(
        User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="invitation"
    )
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(_("ends"))

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return str(self.user_id)


class LoginDelay(models.Model):
    """Failed logins under one key: a keyed hash of a user name, or of a device that is known."""

    key = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField()
    last_failure_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("login delay")
        verbose_name_plural = _("login delays")

    def __str__(self) -> str:
        return str(self.failures)
