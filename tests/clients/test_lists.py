"""The lists of a company: customers, vendors, items, accounts, terms, classes, departments, payment methods, taxes."""

from quickbooks.exceptions import ObjectNotFoundException, QuickbooksException, ValidationException
from quickbooks.objects.account import Account
from quickbooks.objects.base import Address, EmailAddress, PhoneNumber, WebAddress
from quickbooks.objects.customer import Customer
from quickbooks.objects.department import Department
from quickbooks.objects.employee import Employee
from quickbooks.objects.item import Item
from quickbooks.objects.paymentmethod import PaymentMethod
from quickbooks.objects.taxcode import TaxCode
from quickbooks.objects.taxrate import TaxRate
from quickbooks.objects.term import Term
from quickbooks.objects.trackingclass import Class
from quickbooks.objects.vendor import Vendor

from books import Books


class People(Books):
    """Customers and vendors, who share one list of names."""

    def customer(self, name, **fields):
        customer = Customer()
        customer.DisplayName = name
        for field, value in fields.items():
            setattr(customer, field, value)
        return customer.save(qb=self.qb)

    def test_a_customer_with_everything_reads_back(self):
        address = Address()
        address.Line1, address.City, address.PostalCode = "12 Quay Street", "Boston", "02110"
        email = EmailAddress()
        email.Address = "quay@example.com"
        phone = PhoneNumber()
        phone.FreeFormNumber = "(555) 010-0112"
        made = self.customer(
            "Quay Bakery", CompanyName="Quay Bakery", GivenName="Ann", FamilyName="Quay", Notes="Deliver early",
            BillAddr=address, PrimaryEmailAddr=email, PrimaryPhone=phone,
        )
        kept = self.again(made)
        self.assertEqual("0", kept.SyncToken)
        self.assertEqual(("Quay Bakery", "Ann", "Quay"), (kept.DisplayName, kept.GivenName, kept.FamilyName))
        self.assertEqual("12 Quay Street", kept.BillAddr.Line1)
        self.assertEqual("quay@example.com", kept.PrimaryEmailAddr.Address)
        self.assertEqual("(555) 010-0112", kept.PrimaryPhone.FreeFormNumber)
        self.assertEqual("Deliver early", kept.Notes)

    def test_a_changed_record_saved_whole_keeps_what_was_not_touched(self):
        # The library sends back all that it read, read-only fields and empty strings included.
        made = self.customer("Whole Echo", CompanyName="Echo Ltd", Notes="stays")
        made.Notes = "changed"
        changed = made.save(qb=self.qb)
        self.assertEqual(("1", "changed", "Echo Ltd"), (changed.SyncToken, changed.Notes, changed.CompanyName))

    def test_a_sparse_update_changes_what_it_names(self):
        made = self.customer("Sparse Change", CompanyName="Kept Ltd", Notes="kept too")
        change = Customer()
        change.Id, change.SyncToken, change.sparse = made.Id, made.SyncToken, True
        change.GivenName = "Sam"
        changed = change.save(qb=self.qb)
        self.assertEqual(("Sam", "Kept Ltd", "kept too"), (changed.GivenName, changed.CompanyName, changed.Notes))
        self.assertEqual("Sparse Change", changed.DisplayName)

    def test_a_full_update_loses_what_it_leaves_out(self):
        made = self.customer("Full Change", CompanyName="Lost Ltd")
        change = Customer()
        change.Id, change.SyncToken, change.DisplayName = made.Id, made.SyncToken, "Full Change"
        change.save(qb=self.qb)
        self.assertEqual("", self.again(made).CompanyName)

    def test_a_name_is_taken_once_among_customers_vendors_and_employees(self):
        taken = self.refused(QuickbooksException, 6240, self.customer, "Pye's Cakes")
        self.assertEqual("Duplicate Name Exists Error", taken.message)
        self.refused(QuickbooksException, 6240, self.customer, "books BY bessie")
        vendor = Vendor()
        vendor.DisplayName = "Cool Cars"
        self.refused(QuickbooksException, 6240, vendor.save, qb=self.qb)
        employee = Employee()
        employee.GivenName, employee.FamilyName = "Cool", "Cars"
        self.refused(QuickbooksException, 6240, employee.save, qb=self.qb)

    def test_an_inactive_name_gets_a_suffix_and_is_free_again(self):
        made = self.customer("Came Back")
        made.Active = False
        gone = made.save(qb=self.qb)
        self.assertEqual("Came Back (deleted)", gone.DisplayName)
        self.assertNotEqual(made.Id, self.customer("Came Back").Id)

    def test_a_customer_without_any_name_is_refused(self):
        self.assertRaises(ValidationException, Customer().save, qb=self.qb)

    def test_a_colon_in_a_name_is_refused(self):
        self.assertRaises(QuickbooksException, self.customer, "Upper:Lower")

    def test_a_customer_below_another(self):
        parent = Customer.get("15", qb=self.qb)
        made = self.customer("Wedding Cakes", Job=True, ParentRef=parent.to_ref())
        self.assertEqual("Pye's Cakes:Wedding Cakes", made.FullyQualifiedName)
        self.assertEqual("15", made.ParentRef.value)

    def test_a_stale_version_is_refused(self):
        made = self.customer("Stale One")
        stale = self.again(made)
        made.Notes = "first"
        made.save(qb=self.qb)
        stale.Notes = "second"
        error = self.refused(QuickbooksException, 5010, stale.save, qb=self.qb)
        self.assertEqual("Stale Object Error", error.message)
        self.assertEqual("first", self.again(made).Notes)

    def test_a_record_that_is_not_there(self):
        error = self.refused(ObjectNotFoundException, 610, Customer.get, "99999", qb=self.qb)
        self.assertEqual("Object Not Found", error.message)

    def test_a_vendor_reads_back(self):
        vendor = Vendor()
        vendor.DisplayName, vendor.CompanyName, vendor.AcctNum = "Gravel and Sand", "Gravel Ltd", "C-77"
        kept = self.again(vendor.save(qb=self.qb))
        self.assertEqual(("Gravel Ltd", "C-77", 0), (kept.CompanyName, kept.AcctNum, kept.Balance))
        kept.CompanyName = "Gravel & Sand Ltd"
        self.assertEqual("Gravel & Sand Ltd", kept.save(qb=self.qb).CompanyName)

    def test_a_vendor_with_everything_reads_back(self):
        vendor = Vendor()
        words = {"Title": "Ms.", "GivenName": "First", "FamilyName": "Last", "Suffix": "Sr.", "AcctNum": "221042",
                 "CompanyName": "Everything Ltd", "DisplayName": "Everything Ltd",
                 "PrintOnCheckName": "Everything Limited", "TaxIdentifier": "99-9999999"}
        for name, word in words.items():
            setattr(vendor, name, word)
        vendor.WebAddr, vendor.PrimaryEmailAddr, vendor.BillAddr = WebAddress(), EmailAddress(), Address()
        vendor.WebAddr.URI, vendor.PrimaryEmailAddr.Address = "http://everything.example", "all@example.com"
        vendor.BillAddr.Line1, vendor.BillAddr.Line2, vendor.BillAddr.Country = "1 Main St", "Apartment 1", "U.S.A"
        kept = self.again(vendor.save(qb=self.qb))
        # What becomes of the tax number in answers is not known.
        del words["TaxIdentifier"]
        self.assertEqual(words, {name: getattr(kept, name) for name in words})
        self.assertEqual(("http://everything.example", "all@example.com"),
                         (kept.WebAddr.URI, kept.PrimaryEmailAddr.Address))
        self.assertEqual(("1 Main St", "Apartment 1", "U.S.A"),
                         (kept.BillAddr.Line1, kept.BillAddr.Line2, kept.BillAddr.Country))

    def test_a_name_made_of_its_parts(self):
        customer = Customer()
        customer.Title, customer.GivenName, customer.MiddleName = "Mr", "James", "B"
        customer.FamilyName, customer.Suffix = "Gardener", "Jr"
        customer.FullyQualifiedName = "read-only, and sent all the same"
        made = customer.save(qb=self.qb)
        self.assertEqual("Mr James B Gardener Jr", made.DisplayName)
        self.assertEqual("Mr James B Gardener Jr", made.FullyQualifiedName)

    def test_the_same_request_id_makes_one_customer(self):
        first = Customer()
        first.DisplayName = "Only Once"
        first = first.save(qb=self.qb, request_id="customer-only-once")
        again = Customer()
        again.DisplayName = "Only Once"
        self.assertEqual(first.Id, again.save(qb=self.qb, request_id="customer-only-once").Id)
        self.assertEqual(1, Customer.count("DisplayName = 'Only Once'", qb=self.qb))


class Cards(Books):
    """The smaller lists."""

    def first(self, **clause):
        return Account.filter(qb=self.qb, **clause)[0]

    def test_a_service_item(self):
        item = Item()
        item.Name, item.Type, item.UnitPrice, item.Sku = "Pruning", "Service", 45.5, "PR-1"
        item.IncomeAccountRef = self.first(AccountType="Income").to_ref()
        made = item.save(qb=self.qb)
        kept = self.again(made)
        self.assertEqual(("Pruning", "Service", 45.5), (kept.Name, kept.Type, kept.UnitPrice))
        kept.sparse, kept.Active = True, False
        self.assertIs(False, kept.save(qb=self.qb).Active)

    def test_an_inventory_item_names_its_three_accounts(self):
        item = Item()
        item.Name, item.Type, item.TrackQtyOnHand, item.QtyOnHand = "Bird Bath", "Inventory", True, 10
        item.Sku, item.InvStartDate = "BB-10", "2026-01-01"
        item.IncomeAccountRef = self.first(AccountSubType="SalesOfProductIncome").to_ref()
        item.ExpenseAccountRef = self.first(AccountSubType="SuppliesMaterialsCogs").to_ref()
        item.AssetAccountRef = self.first(AccountSubType="Inventory").to_ref()
        made = item.save(qb=self.qb)
        self.assertEqual(("Inventory", 10), (made.Type, self.again(made).QtyOnHand))
        rows = Item.query(f"SELECT *, Sku FROM Item WHERE Id = '{made.Id}'", qb=self.qb)
        self.assertEqual("BB-10", rows[0].Sku)

    def test_an_item_without_an_income_account_is_refused(self):
        item = Item()
        item.Name, item.Type = "Unpaid", "Service"
        self.assertRaises(QuickbooksException, item.save, qb=self.qb)

    def test_an_account(self):
        account = Account()
        account.Name, account.AcctNum, account.AccountType = "Savings for taxes", "1910", "Bank"
        account.AccountSubType, account.Description = "Savings", "Quarterly"
        made = account.save(qb=self.qb)
        kept = self.again(made)
        self.assertEqual(("Asset", "1910", 0), (kept.Classification, kept.AcctNum, kept.CurrentBalance))
        kept.Name = "Savings for the tax office"
        self.assertEqual("Savings for the tax office", kept.save(qb=self.qb).FullyQualifiedName)

    def test_undeposited_funds_is_found_by_its_subtype(self):
        found = self.first(AccountSubType="UndepositedFunds")
        self.assertEqual(("4", "Other Current Asset", "Asset"), (found.Id, found.AccountType, found.Classification))

    def test_an_account_of_an_unknown_type_is_refused(self):
        account = Account()
        account.Name, account.AccountType = "Odd", "Piggy Bank"
        self.refused(ValidationException, 2170, account.save, qb=self.qb)

    def test_a_term(self):
        term = Term()
        term.Name, term.DueDays = "Net 21", 21
        made = term.save(qb=self.qb)
        self.assertEqual(("Net 21", 21, "STANDARD"), (made.Name, self.again(made).DueDays, made.Type))
        made.Active = False
        made.save(qb=self.qb)
        self.assertEqual([], Term.filter(Id=made.Id, qb=self.qb))

    def test_classes_and_departments(self):
        for kind, name in ((Class, "Patios"), (Department, "Harbor branch")):
            made = kind()
            made.Name = name
            made = made.save(qb=self.qb)
            self.assertEqual((name, True), (self.again(made).FullyQualifiedName, made.Active))
            made.Name = f"{name} and more"
            self.assertEqual(f"{name} and more", made.save(qb=self.qb).FullyQualifiedName)

    def test_a_payment_method(self):
        method = PaymentMethod()
        method.Name, method.Type = "Practice voucher", "NON_CREDIT_CARD"
        made = method.save(qb=self.qb)
        self.assertEqual("Practice voucher", self.again(made).Name)
        self.assertIn("Check", [row.Name for row in PaymentMethod.all(qb=self.qb)])

    def test_tax_codes_and_rates_are_read(self):
        codes = {code.Id: code for code in TaxCode.all(qb=self.qb)}
        self.assertEqual(("NON", "TAX"), (codes["NON"].Name, codes["TAX"].Name))
        self.assertIs(True, codes["TAX"].Taxable)
        rates = TaxRate.all(qb=self.qb)
        self.assertTrue(rates)
        self.assertEqual("1", rates[0].AgencyRef.value)

    def test_a_list_record_cannot_be_deleted(self):
        made = Term.all(qb=self.qb)[0]
        body = f'{{"Id": "{made.Id}", "SyncToken": "{made.SyncToken}"}}'
        self.assertRaises(QuickbooksException, self.qb.delete_object, "Term", body)
