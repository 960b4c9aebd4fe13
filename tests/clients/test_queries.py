"""Reading lists: filters, clauses, order, pages, counts, and what the query language refuses."""

from quickbooks.exceptions import ValidationException
from quickbooks.objects.account import Account
from quickbooks.objects.customer import Customer
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.payment import Payment
from quickbooks.objects.vendor import Vendor

from books import Books


class Reading(Books):
    """What `ListMixin` of the library can ask."""

    def test_all_rows_come_as_objects(self):
        customers = Customer.all(qb=self.qb)
        self.assertEqual(Customer.count(qb=self.qb), len(customers))
        self.assertIn("Pye's Cakes", [customer.DisplayName for customer in customers])
        self.assertTrue(all(customer.Id and customer.MetaData["CreateTime"] for customer in customers))

    def test_a_name_with_an_apostrophe_is_found(self):
        found = Customer.filter(DisplayName="Pye's Cakes", qb=self.qb)
        self.assertEqual(["15"], [customer.Id for customer in found])

    def test_filters_are_joined_by_and(self):
        found = Customer.filter(Active=True, DisplayName="Cool Cars", qb=self.qb)
        self.assertEqual(["3"], [customer.Id for customer in found])
        self.assertEqual([], Customer.filter(Active=False, DisplayName="Cool Cars", qb=self.qb))

    def test_a_clause_of_ones_own(self):
        found = Customer.where("DisplayName LIKE '%Cakes'", qb=self.qb)
        self.assertEqual(["Pye's Cakes"], [customer.DisplayName for customer in found])
        open_ones = Invoice.where("Balance > '0'", qb=self.qb)
        self.assertTrue(open_ones)
        self.assertTrue(all(invoice.Balance > 0 for invoice in open_ones))

    def test_choosing_by_a_list_of_values(self):
        found = Customer.choose(["3", "15", "999999"], qb=self.qb)
        self.assertEqual({"3", "15"}, {customer.Id for customer in found})
        names = Customer.choose(["Cool Cars", "Pye's Cakes"], field="DisplayName", qb=self.qb)
        self.assertEqual({"3", "15"}, {customer.Id for customer in names})

    def test_a_whole_statement(self):
        found = Invoice.query("select * from invoice where CustomerRef = '15'", qb=self.qb)
        self.assertTrue(found)
        self.assertEqual({"15"}, {invoice.CustomerRef.value for invoice in found})

    def test_letter_case_makes_no_difference(self):
        self.assertEqual(1, len(Account.where("name = 'cHECKing'", qb=self.qb)))
        statement = "SELECT * FROM INVOICE WHERE metadata.LASTUPDATEDTIME > '2000-01-01'"
        self.assertTrue(Invoice.query(statement, qb=self.qb))

    def test_not_equal_is_understood(self):
        others = Account.where("Classification = 'Asset' AND FullyQualifiedName != 'Checking'", qb=self.qb)
        self.assertGreaterEqual(len(others), 2)
        self.assertNotIn("Checking", [account.FullyQualifiedName for account in others])

    def test_counting_with_and_without_a_clause(self):
        self.assertEqual(8, Customer.count(qb=self.qb))
        self.assertEqual(1, Customer.count("DisplayName = 'Cool Cars'", qb=self.qb))
        self.assertEqual(0, Customer.count("DisplayName = 'Nobody'", qb=self.qb))

    def test_nothing_found_is_an_empty_list(self):
        self.assertEqual([], Customer.filter(DisplayName="Nobody", qb=self.qb))
        self.assertEqual({}, self.qb.query("select * from Customer where DisplayName = 'Nobody'")["QueryResponse"])

    def test_pages_join_to_the_whole(self):
        whole = [invoice.Id for invoice in Invoice.all(order_by="Id", qb=self.qb)]
        pages, start = [], 1
        while page := Invoice.all(order_by="Id", start_position=start, max_results=3, qb=self.qb):
            self.assertLessEqual(len(page), 3)
            pages += [invoice.Id for invoice in page]
            start += len(page)
        self.assertEqual(whole, pages)

    def test_a_page_says_where_it_starts_and_how_long_it_is(self):
        answer = self.qb.query("select * from Customer startposition 3 maxresults 2")["QueryResponse"]
        self.assertEqual((3, 2), (answer["startPosition"], answer["maxResults"]))
        self.assertEqual(2, len(answer["Customer"]))

    def test_order_in_both_spellings_and_both_directions(self):
        # `all` writes ORDER BY, `where` writes ORDERBY.
        up = [customer.DisplayName for customer in Customer.all(order_by="DisplayName", qb=self.qb)]
        down = [customer.DisplayName for customer in Customer.where(order_by="DisplayName DESC", qb=self.qb)]
        self.assertEqual(up, down[::-1])
        self.assertEqual(up, sorted(up, key=str.lower))

    def test_inactive_rows_are_asked_for(self):
        vendor = Vendor()
        vendor.DisplayName = "Short Lived"
        vendor = vendor.save(qb=self.qb)
        vendor.Active = False
        vendor.save(qb=self.qb)
        self.assertEqual([], Vendor.filter(Id=vendor.Id, qb=self.qb))
        found = Vendor.where(f"Id = '{vendor.Id}' AND Active IN (true, false)", qb=self.qb)
        self.assertEqual([False], [row.Active for row in found])

    def test_the_sku_is_asked_for(self):
        item = Item.filter(Name="Pump", qb=self.qb)[0]
        item.Sku = "PU-11"
        item.save(qb=self.qb)
        self.assertIn("PU-11", [row.Sku for row in Item.all(qb=self.qb)])

    def test_what_cannot_be_read_is_a_validation_exception(self):
        wrong = self.refused(ValidationException, 4000, Customer.query, "select * frm Customer", qb=self.qb)
        self.assertEqual("Error parsing query", wrong.message)
        self.assertIn("QueryParserError: Encountered", wrong.detail)

    def test_what_cannot_be_filtered_is_a_validation_exception(self):
        error = self.refused(ValidationException, 4001, Payment.where, "PrivateNote = 'x'", qb=self.qb)
        self.assertIn("PrivateNote", error.detail)
        self.refused(ValidationException, 4001, Payment.where, "Nothing = 'x'", qb=self.qb)
        self.refused(ValidationException, 4001, Customer.where, "Id > '3'", qb=self.qb)
        self.refused(ValidationException, 4001, Customer.choose, ["3", "nobody"], qb=self.qb)

    def test_a_page_of_no_rows_is_refused(self):
        statement = "select * from Customer maxresults 0"
        error = self.refused(ValidationException, 4001, Customer.query, statement, qb=self.qb)
        self.assertIn("value 0 is too small. Min allowed value is 1", error.detail)

    def test_a_query_in_the_address_is_answered_the_same(self):
        # This library posts its queries; others send them with GET.
        statement = "select * from Customer where DisplayName = 'Pye\\'s Cakes'"
        url = f"{self.qb.api_url}/company/{self.qb.company_id}/query"
        answer = self.qb.get(url, params={"query": statement})
        self.assertEqual(self.qb.query(statement)["QueryResponse"], answer["QueryResponse"])
        self.assertEqual("15", answer["QueryResponse"]["Customer"][0]["Id"])

    def test_or_is_not_in_the_language(self):
        clause = "DisplayName = 'Cool Cars' OR DisplayName = 'Kate Whelan'"
        self.refused(ValidationException, 4000, Customer.where, clause, qb=self.qb)
