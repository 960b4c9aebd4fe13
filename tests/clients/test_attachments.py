"""Notes and files attached to records."""

import tempfile
from pathlib import Path

import requests
from quickbooks.exceptions import ObjectNotFoundException, QuickbooksException, ValidationException
from quickbooks.objects.attachable import Attachable
from quickbooks.objects.base import AttachableRef
from quickbooks.objects.vendor import Vendor

from books import Books

CSV = b"day,amount\n2026-11-20,120.00\n"


class Attaching(Books):
    """What people attach."""

    def attachable(self, record, **fields):
        attached = AttachableRef()
        attached.EntityRef, attached.IncludeOnSend = record.to_ref(), True
        note = Attachable()
        note.AttachableRef.append(attached)
        for name, value in fields.items():
            setattr(note, name, value)
        return note

    def vendor(self):
        return Vendor.all(max_results=1, qb=self.qb)[0]

    def upload(self, content=CSV, **fields):
        made = {"FileName": "november.csv", "ContentType": "text/csv", "_FileBytes": content, **fields}
        return self.attachable(self.vendor(), **made).save(qb=self.qb)

    def test_a_note(self):
        vendor = self.vendor()
        made = self.attachable(vendor, Note="Call before ordering.").save(qb=self.qb)
        kept = self.again(made)
        self.assertEqual("Call before ordering.", kept.Note)
        attached = kept.AttachableRef[0]
        self.assertEqual(("Vendor", vendor.Id), (attached.EntityRef.type, attached.EntityRef.value))
        self.assertIs(True, attached.IncludeOnSend)

    def test_a_file_from_memory_comes_back_byte_for_byte(self):
        for content in (CSV, bytes(range(256)) * 40, "Straße – “Qué”".encode()):
            made = self.upload(content)
            self.assertEqual((len(content), "november.csv"), (made.Size, made.FileName))
            self.assertEqual(content, requests.get(made.TempDownloadUri, timeout=30).content)
            self.assertTrue(made.FileAccessUri)

    def test_a_file_from_the_disk(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "plan.txt"
            path.write_bytes(b"two beds of roses")
            made = self.upload(None, FileName="plan.txt", ContentType="text/plain", _FilePath=str(path))
        kept = self.again(made)
        self.assertEqual(("plan.txt", "text/plain", 17), (kept.FileName, kept.ContentType, kept.Size))
        self.assertEqual(b"two beds of roses", requests.get(kept.TempDownloadUri, timeout=30).content)

    def test_an_empty_file_is_a_file(self):
        # The library's own test uploads a temporary file into which nothing was written.
        with tempfile.NamedTemporaryFile(suffix=".txt") as empty:
            made = self.upload(None, FileName=Path(empty.name).name, ContentType="text/plain", _FilePath=empty.name)
        kept = self.again(made)
        self.assertEqual((0, self.vendor().Id), (kept.Size, kept.AttachableRef[0].EntityRef.value))
        self.assertEqual(b"", requests.get(kept.TempDownloadUri, timeout=30).content)

    def test_a_file_on_an_invoice_is_found_by_the_invoice(self):
        invoice = self.invoice(10)
        made = self.attachable(invoice, FileName="a.csv", ContentType="text/csv", _FileBytes=CSV).save(qb=self.qb)
        clause = f"AttachableRef.EntityRef.Type = 'invoice' AND AttachableRef.EntityRef.value = '{invoice.Id}'"
        self.assertEqual([made.Id], [row.Id for row in Attachable.where(clause, qb=self.qb)])

    def test_a_note_changes_and_goes(self):
        made = self.attachable(self.vendor(), Note="before").save(qb=self.qb)
        made.Note = "after"
        changed = made.save(qb=self.qb)
        self.assertEqual(("after", "1"), (changed.Note, changed.SyncToken))
        changed.delete(qb=self.qb)
        self.refused(ObjectNotFoundException, 610, Attachable.get, made.Id, qb=self.qb)

    def test_the_servers_words_about_a_file_are_refused_when_echoed(self):
        made = self.upload()
        made.Note = "the library sends Size and addresses back"
        self.refused(ValidationException, 2010, made.save, qb=self.qb)
        for name in ("Size", "FileAccessUri", "TempDownloadUri"):
            setattr(made, name, None)
        self.assertEqual(made.Note, made.save(qb=self.qb).Note)

    def test_nothing_is_attached_to_a_record_that_is_not_there(self):
        vendor = self.vendor()
        vendor.Id = "99999"
        self.refused(ValidationException, 2500, self.attachable(vendor, Note="x").save, qb=self.qb)

    def test_a_note_without_a_word_is_refused(self):
        self.assertRaises(QuickbooksException, Attachable().save, qb=self.qb)
