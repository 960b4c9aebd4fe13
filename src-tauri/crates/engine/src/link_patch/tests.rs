use super::*;

fn part_of(link: Link) -> PaymentPart {
    let Link::Payment(link) = link else { panic!("a payment's link") };
    link.parts[0].clone()
}

fn change(now: Option<Link>, patch: PartPatch) -> Link {
    LinkPatch::Payment(PaymentPatch::Part("15".into(), patch)).applied_to(now)
}

#[test]
fn an_invoice_keeps_every_id_it_had_in_alternative_the_newest_last() {
    let ids_after = |patches: Vec<InvoicePatch>| {
        let link = patches.into_iter().fold(InvoiceLink::default(), invoice);
        let ids: Vec<_> = link.ids().map(ToString::to_string).collect();
        (ids.join(" "), link.alternative.map(|id| id.to_string()))
    };
    let known = |id: &str| InvoicePatch::Known(id.into());
    let met = |id: &str, archived| InvoicePatch::Met(id.into(), archived);
    let newest = |id: &str| Some(id.to_owned());
    assert_eq!(ids_after(vec![known("a"), known("a")]), ("a".to_owned(), newest("a")));
    assert_eq!(ids_after(vec![met("a", true)]), ("a".to_owned(), newest("a")));
    assert_eq!(ids_after(vec![known("a"), known("b"), known("c")]), ("a b c".to_owned(), newest("c")));
    assert_eq!(ids_after(vec![known("a"), known("b"), met("a", false)]), ("a b".to_owned(), newest("b")));
    assert_eq!(ids_after(vec![known("a"), met("b", false)]), ("a b".to_owned(), newest("b")));
    assert_eq!(ids_after(vec![known("b"), met("a", true)]), ("a b".to_owned(), newest("b")));
    assert_eq!(ids_after(vec![known("a"), known("b"), known("a")]), ("b a".to_owned(), newest("a")));
}

#[test]
fn p15_a_report_leaves_alone_what_was_decided_meanwhile() {
    let decided = change(None, PartPatch::Linked("9".into(), MinorUnits(300)));
    let report =
        PaymentReport { qbo_payments: Vec::new(), state: ledger::alternative::LinkState::Held, detail: None };
    let after = LinkPatch::Payment(PaymentPatch::Reported(report)).applied_to(Some(decided.clone()));
    assert_eq!(part_of(after), part_of(decided));
}

#[test]
fn p5_what_was_found_counts_for_nothing_once_something_else_is_allowed() {
    let finding = PaymentFinding::LookAlike { payment: "9".into(), date: "2026-08-04".parse().unwrap() };
    let known = Allowance::default();
    let decided = change(None, PartPatch::NoLookAlike);
    let after = change(Some(decided), PartPatch::Found(finding.clone(), known.clone()));
    assert_eq!(part_of(after).finding, None);
    assert_eq!(part_of(change(None, PartPatch::Found(finding.clone(), known))).finding, Some(finding));
}

#[test]
fn p6_a_payment_that_was_written_counts_whatever_was_decided_meanwhile() {
    let decided = change(None, PartPatch::LeftOut);
    let written = PartPatch::Written {
        payment: "7".into(),
        amount: MinorUnits(300),
        applied: MinorUnits(300),
        invoices: vec!["145".into()],
    };
    let after = part_of(change(Some(decided.clone()), written));
    assert_eq!(after.state, PartState::Recorded { payment: "7".into(), amount: MinorUnits(300), ours: true });
    let adopted = part_of(change(Some(decided), PartPatch::Adopted("7".into(), MinorUnits(300))));
    assert_eq!(adopted.state, PartState::LeftOut, "what is only met asks again");
}
