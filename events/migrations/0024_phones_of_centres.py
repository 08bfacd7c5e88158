import phonenumbers
from django.db import migrations


def keep_as_e164(apps, schema_editor):
    """Numbers of offices in one form, as people's are; what is no number of a plan stays as typed."""
    for row in apps.get_model("events", "Centre").objects.exclude(phone="").iterator():
        try:
            number = phonenumbers.parse(row.phone, "AL")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            row.phone = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
            row.save(update_fields=["phone"])


class Migration(migrations.Migration):
    dependencies = [("events", "0023_remove_registeract_undo")]

    operations = [migrations.RunPython(keep_as_e164, migrations.RunPython.noop)]
