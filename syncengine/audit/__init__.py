"""Proving the audit, and taking it out: whether it is as it was told, whether the journal still says the same, and
files that anybody can check."""

from syncengine.audit.exporting import export_csv, export_lines
from syncengine.audit.files import NotAnExport, verify_file
from syncengine.audit.verifying import Verdict, verify

__all__ = ["NotAnExport", "Verdict", "export_csv", "export_lines", "verify", "verify_file"]
