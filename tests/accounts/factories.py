import factory

from accounts.models import Grant, Role, User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"user{n}@example.org")
    name = factory.Sequence(lambda n: f"User {n}")
    password = "!"

    class Params:
        with_password = factory.Trait(password=factory.django.Password("a quiet long password"))


class GrantFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Grant

    user = factory.SubFactory(UserFactory)
    role = Role.COORDINATOR
    exports = factory.LazyAttribute(lambda grant: grant.role == Role.COORDINATOR)


def somebody_at(organisation):
    """A partner user of the organisation, who has not signed in yet."""
    return GrantFactory(role=Role.PARTNER, organisation=organisation).user
