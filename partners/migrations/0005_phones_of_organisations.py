import phonenumbers
from django.db import migrations


def keep_as_e164(apps, schema_editor):
    """Numbers of offices in one form, as people's are; what is no number of a plan stays as typed."""
    for row in (
        apps.get_model("partners", "Organisation").objects.exclude(contact_phone="").iterator()
    ):
        try:
            number = phonenumbers.parse(row.contact_phone, "AL")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            row.contact_phone = phonenumbers.format_number(
                number, phonenumbers.PhoneNumberFormat.E164
            )
            row.save(update_fields=["contact_phone"])


class Migration(migrations.Migration):
    dependencies = [("partners", "0004_organisation_language")]

    operations = [migrations.RunPython(keep_as_e164, migrations.RunPython.noop)]
