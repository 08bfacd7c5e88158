"""What the access log says of joined records."""

from accounts.models.access_log import Action


def log_merge(request, merge, **detail):
    """Write down that two records were joined, or parted again."""
    request.log(Action.MERGE, merge.kept, merged=merge.merged_id, **detail)
