using System.Globalization;

namespace DecentralizedAi.Cli.Demo;

/// <summary>What the demo says and pays, chosen by its seed: the same seed says the same.</summary>
internal sealed class DemoWords
{
    private static readonly string[] VendorNames =
    [
        "Hosting", "Design", "Legal", "Audit", "Translation", "Printing", "Catering", "Venue", "Accounting",
        "Newsletter", "Monitoring", "Payroll", "Insurance", "Cleaning", "Travel", "Photography",
    ];

    private static readonly string[] PayForms =
    [
        "Pay {0} {1} USDC.", "Please pay {0} {1} USDC", "Send {1} USDC to {0}.", "Transfer {1} USDC to {0}, please.",
        "pay {0} {1} usdc", "Can you send {0} {1} USDC?", "Please transfer {1} USDC to {0}.",
    ];

    private static readonly string[] InvoiceForms =
    [
        "Pay the invoice in invoice.txt.", "Please pay the invoice in invoice.txt", "Read invoice.txt and pay it.",
        "Pay invoice.txt.", "Please read invoice.txt and pay the invoice.",
    ];

    private static readonly string[] BalanceForms =
        ["What is our balance?", "How much do we have left?", "Show me the balance.", "Check the balance, please."];

    // One number each: the default model cannot tell an invoice's number from its amount.
    private static readonly string[] InvoiceTexts =
    [
        "INVOICE\nFor work done last month.\nTotal due: {1} USDC\nPlease pay to {0}.",
        "Invoice\nAmount: {1} USDC\nPay to: {0}\nThank you for your business.",
        "Dear customer,\nwe ask you to pay {1} USDC to {0} for last month's work.\nKind regards",
        "Dear customer,\nplease send {1} USDC to {0}, as agreed.\nKind regards",
    ];

    private readonly Random _random;

    public DemoWords(int seed)
    {
        _random = new Random(seed);
        Vendors = [.. VendorNames.OrderBy(_ => _random.Next()).Take(3)];
        Small = new Payment(Vendors[0], _random.Next(5, 60), Pick(PayForms));
        Large = new Payment(Vendors[1], _random.Next(155, 220), Pick(PayForms));
        TooLarge = new Payment(Vendors[2], _random.Next(1010, 1160), Pick(PayForms));
        StrangerAmount = _random.Next(20, 120);
        Invoice = Pick(InvoiceForms);
        InvoiceText = Pick(InvoiceTexts);
        Balance = Pick(BalanceForms);
    }

    /// <summary>Names of the three listed vendors.</summary>
    public IReadOnlyList<string> Vendors { get; }

    /// <summary>Within every limit and below the approval threshold (150 USDC).</summary>
    public Payment Small { get; }

    /// <summary>Above the approval threshold, within every limit.</summary>
    public Payment Large { get; }

    /// <summary>Above the rule's bound (1,000 USDC); what the second vote allows.</summary>
    public Payment TooLarge { get; }

    /// <summary>What the stranger in the document asks for, in whole USDC.</summary>
    public int StrangerAmount { get; }

    public string Invoice { get; }

    /// <summary>Asked of the heir after a node was killed.</summary>
    public string Balance { get; }

    private string InvoiceText { get; }

    /// <summary>The document, which names a stranger.</summary>
    public string Document(string stranger) => string.Format(
        CultureInfo.InvariantCulture, InvoiceText, stranger, StrangerAmount);

    private string Pick(string[] forms) => forms[_random.Next(forms.Length)];

    /// <summary>A payment in words.</summary>
    /// <param name="Amount">Whole USDC.</param>
    internal sealed record Payment(string Vendor, int Amount, string Form)
    {
        public string Text => string.Format(CultureInfo.InvariantCulture, Form, Vendor, Amount);
    }
}
