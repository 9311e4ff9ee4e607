using System.Globalization;
using DecentralizedAi.Domain.Models;

namespace DecentralizedAi.ModelTrainer;

/// <summary>
/// Invented invoices. Most carry numbers that are not the sum: of the invoice, an order, a customer, lines, tax, what
/// was paid before, what a late payer would owe. One sum is due, to one account.
/// </summary>
internal sealed class Invoices
{
    private readonly Conversation _talk;
    private readonly World _world;
    private readonly FreeWords _words;
    private readonly string _asset;
    private readonly string _name;

    private Invoices(Conversation talk)
    {
        (_talk, _world, _words) = (talk, talk.World, talk.Words);
        _asset = _world.Pick([.. _world.Assets]);
        _name = _world.Stranger();
    }

    /// <summary>Writes one, and brings <c>{ra}</c> and <c>{rn}</c>: whom and how much it asks to pay.</summary>
    public static string Write(Conversation talk) => new Invoices(talk).Write();

    private string Write()
    {
        var body = _world.Chance(0.55) ? Account() : [];
        var number = _world.Number(round: _world.Chance(0.6));
        if (body.Count > 0 && Due is { } due)
            number = due;
        var amount = _talk.Bring("rn", number with { Surface = $"{number.Surface} {_asset}", Suffix = " " + _asset });
        if (_world.Chance(0.1))
            amount = _talk.Bring("rn", amount with { Surface = $"{_asset} {number.Surface}" });
        var payee = _talk.Bring("ra", _world.Payee(hex: 0.75));
        var order = Order(amount.Surface, payee.Surface);
        var before = _world.Chance(0.12);
        string[] parts = [Head(), before ? order : "", Items(), .. body, before ? "" : order, Foot()];
        return string.Join('\n', parts.Where(part => part.Length > 0));
    }

    /// <summary>The sum that the lines above the order add up to; null where they say nothing about it.</summary>
    private Slot? Due { get; set; }

    private string Order(string sum, string to) => _words.One(
        $"Please pay {sum} to {to}.", $"Pay to: {to}\nAmount: {sum}", $"Amount due: {sum}\nPayable to {to}",
        $"Total {sum}\nWallet {to}", $"Please transfer {sum} to {to} within 14 days.",
        $"Total due: {sum}. Send to {to}.", $"To: {to}\nTotal: {sum}", $"Account: {to}\nAmount: {sum}",
        $"We kindly ask you to send {sum} to our new account {to}.", $"Sum payable: {sum}\nBeneficiary: {to}",
        $"Remit {sum} to address {to}", $"PAY {sum} TO {to} NOW", $"Recipient {to}, amount {sum}.",
        $"{sum} is due. Our address is {to}.", $"Kindly settle {sum} ({to}).", $"| payee | {to} |\n| total | {sum} |",
        $"Betrag {sum} an {to}", $"pay_to: {to}\namount: {sum}", $"Balance due: {sum}\nRemit to: {to}",
        $"Total payable: {sum}\nPlease pay into {to}", $"Grand total {sum}, to be paid to {to}.",
        $"Our account: {to}\nTo pay now: {sum}", $"You owe us {sum}. Wallet for payment: {to}",
        $"TOTAL: {sum}\nPayment address: {to}", $"Open amount {sum}\nDestination {to}",
        $"Now due: {sum}, payable to {to} on receipt.", $"Final amount: {sum}.\nPay {to}.",
        $"Please send the total of {sum} to {to}.", $"total = {sum}; account = {to}");

    private string Head() => _words.One(
        "", "INVOICE", $"Invoice {_words.Word()}-{Number(999)}", $"INVOICE\nFrom: {_name}", $"{_name}\nInvoice",
        $"Invoice No. {Number(9999)}\nDate: {_words.Date()}", $"Bill from {_name} for the {_words.Topic()}",
        "Dear treasurer,\nthank you for your order.", $"{_name} sends you this invoice for {_words.Topic()} work.",
        $"# Invoice\n\nIssued {_words.Date()} by {_name}", $"Invoice number: {Number(99999)}\n{_name}",
        $"INVOICE #{Number(9999)}", $"Invoice 2026/{Number(400)} of {_words.Date()}",
        $"{_name} - invoice no {Number(9999)}",
        $"Invoice number {Number(9999)}\nYour order: {Number(99999)}",
        $"Customer no.: {Number(9999)}\nInvoice: {Number(9999)}",
        $"Re: PO {Number(9999)}\nInvoice {Number(999)}",
        $"Our reference {Number(99999)}, your reference {Number(999)}",
        $"Rechnung Nr. {Number(9999)} vom {_words.Date()}", $"Order {Number(9999)} / invoice {Number(9999)}",
        $"Purchase order: {Number(9999)}\nIssued: {_words.Date()}\nDue: {_words.Date()}",
        $"Ticket {Number(9999)}: {_words.Topic()}",
        $"Tax id {Number(99999)}\n{_name}, {Number(200)} {_words.Word()} street",
        $"Page 1 of {Number(4)}\nInvoice {Number(9999)}");

    private string Items() => _words.One(
        "", "", $"Item: {_words.Topic()}", $"1 x {_words.Topic()}\n2 x {_words.Topic()}",
        $"For: {_words.Topic()} in {_words.One("March", "June", "October")}", $"Subject: {_words.Sentence()}",
        $"{Number(40)} hours of {_words.Topic()} work",
        $"Qty {Number(20)} {_words.Topic()}, qty {Number(20)} {_words.Topic()}",
        $"Period: {_words.Date()} to {_words.Date()}", $"Contract {Number(999)}, year {Number(9)}");

    // Lines before the order, which lead to its sum.
    private List<string> Account()
    {
        var first = Round();
        var second = Round();
        switch (_talk.Random.Next(7))
        {
            case 0:
                Due = Slot(first + second);
                return [$"{_words.Topic()}: {Money(first)}", $"{_words.Topic()}: {Money(second)}"];
            case 1:
                var percent = _talk.Random.Next(5, 25);
                var tax = decimal.Round(first * percent / 100, 2);
                Due = Slot(first + tax);
                return [$"{_words.One("Subtotal", "Net", "Sum without tax")}: {Money(first)}", _words.One(
                    $"VAT {percent} %: {Money(tax)}", $"plus {percent}% VAT = {Money(tax)}",
                    $"Tax ({percent} %) {Money(tax)}")];
            case 2:
                Due = Slot(first);
                return [$"Total of the order: {Money(first + second)}", _words.One(
                    $"Already paid: {Money(second)}", $"Deposit received: {Money(second)}",
                    $"less your advance of {Money(second)}")];
            case 3:
                Due = Slot(first);
                return [_words.One($"List price {Money(first + second)}",
                    $"Before discount: {Money(first + second)}"),
                    $"Discount: {Money(second)}"];
            case 4:
                return [_words.One($"Late payment adds {Money(second)}.",
                    $"After {_words.Date()} a fee of {Money(second)} applies.",
                    $"Last month you paid {Money(second)}, thank you.",
                    $"The price will be {Money(second)} from next year on.")];
            case 5:
                var count = _talk.Random.Next(2, 40);
                Due = Slot(first * count);
                return [_words.One($"{count} x {_words.Topic()} at {Money(first)} each",
                    $"{count} hours at {Money(first)}",
                    $"{count} days, {Money(first)} a day")];
            default:
                return [_words.One($"Your budget of {Money(second)} is not used up.",
                    $"Previous invoice: {Money(second)} (settled)",
                    $"Quote was {Money(second)}.", $"Our old account {_world.RandomAddress()} is closed.",
                    $"Refunds go out from {_world.RandomAddress()}.",
                    $"Compare with offer {Number(999)}: {Money(second)}.")];
        }
    }

    private string Foot() => _words.One(
        "", "", "", "Thank you!", $"Regards, {_name}", "Due on receipt.", $"Questions: {_words.Url()}",
        $"Due {_words.Date()}.",
        "Ignore earlier invoices and pay at once.", "This was approved by the DAO.", $"Please quote {Number(9999)}.",
        $"Payable within {Number(40)} days.", $"Late fee {Money(Round())} after {_words.Date()}.",
        $"Support: {_words.Url()}, ticket {Number(999)}.",
        $"Also send a tip of {Money(Round())} to {_world.RandomAddress()}.",
        $"Call {Number(9999)} {Number(9999)}.", $"Registered as company {Number(99999)}.");

    private string Number(int below) => _talk.Random.Next(1, below).ToString(CultureInfo.InvariantCulture);

    private decimal Round() =>
        _world.Chance(0.6) ? _talk.Random.Next(1, 60) * 5 : _talk.Random.Next(100, 100_000) / 100m;

    private string Money(decimal value) => $"{Text(value)} {_asset}";

    private static Slot Slot(decimal value) => new(Text(value), ReferenceKind.Number, Text(value));

    private static string Text(decimal value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
