"""The company's card and preferences, and what the sample company holds for the libraries' own tests."""

from quickbooks.exceptions import QuickbooksException
from quickbooks.objects.account import Account
from quickbooks.objects.attachable import Attachable
from quickbooks.objects.bill import Bill
from quickbooks.objects.company_info import CompanyInfo
from quickbooks.objects.companycurrency import CompanyCurrency
from quickbooks.objects.creditmemo import CreditMemo
from quickbooks.objects.customer import Customer
from quickbooks.objects.department import Department
from quickbooks.objects.employee import Employee
from quickbooks.objects.exchangerate import ExchangeRate
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.payment import Payment
from quickbooks.objects.paymentmethod import PaymentMethod
from quickbooks.objects.preferences import Preferences
from quickbooks.objects.purchase import Purchase
from quickbooks.objects.taxagency import TaxAgency
from quickbooks.objects.taxcode import TaxCode
from quickbooks.objects.taxrate import TaxRate
from quickbooks.objects.term import Term
from quickbooks.objects.timeactivity import TimeActivity
from quickbooks.objects.trackingclass import Class
from quickbooks.objects.vendor import Vendor

from books import Books


class Company(Books):
    """One card, one set of preferences."""

    def test_company_info_by_id_and_by_query(self):
        realm = self.program.company()
        for info in (CompanyInfo.get(realm["realm_id"], qb=self.qb), CompanyInfo.all(qb=self.qb)[0]):
            self.assertEqual(("1", realm["name"]), (info.Id, info.CompanyName))
            self.assertEqual("US", info.Country)
            self.assertTrue(info.CompanyAddr.Line1)

    def test_preferences_are_read(self):
        kept = Preferences.get(qb=self.qb)
        self.assertEqual("1", kept.Id)
        self.assertEqual("January", kept.AccountingInfoPrefs.TaxYearMonth)
        self.assertIs(True, kept.ProductAndServicesPrefs.ForPurchase)
        self.assertIs(True, kept.VendorAndPurchasesPrefs.BillableExpenseTracking)
        self.assertEqual("Monday", kept.TimeTrackingPrefs.WorkWeekStartDate)
        self.assertEqual("SalesFormsPrefs.DefaultCustomerMessage", kept.OtherPrefs.NameValue[0].Name)
        self.assertEqual("USD", kept.CurrencyPrefs.HomeCurrency.value)
        self.assertIs(False, kept.CurrencyPrefs.MultiCurrencyEnabled)

    def test_the_subject_of_a_message_can_be_written(self):
        kept = Preferences.get(qb=self.qb)
        kept.EmailMessagesPrefs.EstimateMessage.Subject = "Your estimate, as promised"
        kept.save(qb=self.qb)
        again = Preferences.get(qb=self.qb)
        self.assertEqual("Your estimate, as promised", again.EmailMessagesPrefs.EstimateMessage.Subject)
        self.assertEqual(int(kept.SyncToken) + 1, int(again.SyncToken))
        self.assertEqual(kept.SalesFormsPrefs.DefaultCustomerMessage, again.SalesFormsPrefs.DefaultCustomerMessage)

    def test_the_closing_date_is_not_the_clients_to_write(self):
        kept = Preferences.get(qb=self.qb)
        kept.AccountingInfoPrefs.BookCloseDate = "2026-01-31"
        try:
            kept.save(qb=self.qb)
        except QuickbooksException:
            pass
        again = Preferences.get(qb=self.qb)
        self.assertIn(again.AccountingInfoPrefs.BookCloseDate, ("", None))


class Sample(Books):
    """What the integration tests of python-quickbooks look for."""

    def one(self, kind, **clause):
        return kind.filter(max_results=1, qb=self.qb, **clause)[0]

    def test_accounts(self):
        self.assertGreaterEqual(len(Account.filter(AccountType="Bank", qb=self.qb)), 2)
        self.assertEqual(1, len(Account.where("Name = 'checking'", qb=self.qb)))
        self.assertEqual("Income", self.one(Account, AccountSubType="SalesOfProductIncome").AccountType)
        for subtype in ("SuppliesMaterialsCogs", "Inventory", "Checking", "AccountsPayable"):
            self.assertTrue(self.one(Account, AccountSubType=subtype).Id)
        self.assertEqual("Discounts given", Account.get("86", qb=self.qb).Name)
        self.assertEqual("Visa", Account.get("42", qb=self.qb).Name)
        self.assertTrue(Account.get("1", qb=self.qb).Name)

    def test_the_first_customer_owns_an_invoice_that_names_it(self):
        customer = Customer.all(max_results=1, qb=self.qb)[0]
        invoice = Invoice.query(f"select * from Invoice where CustomerRef = '{customer.Id}'", qb=self.qb)[0]
        self.assertEqual(customer.DisplayName, invoice.CustomerRef.name)

    def test_the_first_row_of_each_kind_can_be_changed_and_sent_back_whole(self):
        for kind, field in ((Customer, "Notes"), (Term, "Name"), (CreditMemo, "PrivateNote"), (Item, "Description"),
                            (Class, "Name"), (Department, "Name"), (Vendor, "AcctNum")):
            row = kind.all(max_results=1, qb=self.qb)[0]
            setattr(row, field, "changed by script")
            row.save(qb=self.qb)
            self.assertEqual("changed by script", getattr(self.again(row), field), kind.__name__)

    def test_payments_and_their_methods(self):
        self.assertGreaterEqual(Payment.count(qb=self.qb), 5)
        self.assertTrue(PaymentMethod.all(max_results=1, qb=self.qb))
        self.assertTrue(Attachable.all(max_results=1, qb=self.qb))

    def test_items_by_their_ids(self):
        self.assertEqual("Pest Control", Item.get("10", qb=self.qb).Name)
        self.assertTrue(Item.filter(Type="Inventory", qb=self.qb))

    def test_currencies_and_rates(self):
        self.assertEqual("Canadian Dollar", CompanyCurrency.get("1", qb=self.qb).Name)
        rate = self.one(ExchangeRate, SourceCurrencyCode="EUR")
        self.assertEqual("USD", rate.TargetCurrencyCode)

    def test_taxes(self):
        # A known fault of the real service: four rows although one was asked for.
        codes = TaxCode.all(max_results=1, qb=self.qb)
        self.assertEqual(4, len(codes))
        self.assertTrue(any(code.Id == code.Name for code in codes))
        self.assertEqual(1, len(TaxRate.all(max_results=1, qb=self.qb)))
        self.assertTrue(TaxAgency.get("1", qb=self.qb).DisplayName)

    def test_one_of_each_further_kind(self):
        for kind in (Employee, Department, Class, TimeActivity, Bill):
            rows = kind.all(max_results=1, qb=self.qb)
            self.assertEqual(rows[0].Id, kind.get(rows[0].Id, qb=self.qb).Id, kind.__name__)

    def test_kinds_without_records_are_empty_lists(self):
        self.assertEqual([], Purchase.all(qb=self.qb))
        self.assertEqual(0, Purchase.count(qb=self.qb))


class Hours(Books):
    """Employees and their hours, which the library's own tests write too."""

    def test_an_employee(self):
        employee = Employee()
        employee.GivenName, employee.FamilyName, employee.SSN = "Ann", "Planter", "444-55-6666"
        made = employee.save(qb=self.qb)
        kept = self.again(made)
        self.assertEqual(("Ann", "Planter", "Ann Planter"), (kept.GivenName, kept.FamilyName, kept.DisplayName))

    def test_hours_are_written_and_changed(self):
        employee = Employee.all(max_results=1, qb=self.qb)[0]
        activity = TimeActivity()
        activity.NameOf, activity.EmployeeRef = "Employee", employee.to_ref()
        activity.Description, activity.CostRate = "Planting", 50.0
        activity.StartTime, activity.EndTime = "2026-07-22T10:00:00-07:00", "2026-07-22T11:00:00-07:00"
        kept = self.again(activity.save(qb=self.qb))
        self.assertEqual(("Employee", "Planting", 50), (kept.NameOf, kept.Description, kept.CostRate))
        self.assertEqual(employee.Id, kept.EmployeeRef.value)
        kept.CostRate = 75.0
        self.assertEqual(75, kept.save(qb=self.qb).CostRate)
