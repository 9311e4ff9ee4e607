using DecentralizedAi.Domain.Agents;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Node.Http;

/// <summary>Body of an instruction; with <c>account</c> go <c>deadline</c> and <c>signature</c>.</summary>
internal sealed record InstructionRequest(
    string? Text, string? Nonce, ulong? Deadline, string? Account, string? Signature)
{
    /// <exception cref="HttpProblemException">DAI-6010.</exception>
    public Instruct For(string agent)
    {
        if (Text is not { Length: > 0 and <= InstructionOrder.MaxText })
            throw Reading.Bad("text", $"1 to {InstructionOrder.MaxText} UTF-16 units");
        var nonce = Reading.Word("nonce", Nonce);
        if (Account is null && Signature is null && Deadline is null)
            return new Instruct(agent, Text, nonce, null);
        if (Deadline is not { } deadline)
            throw Reading.Bad("deadline", "Unix seconds, as signed");
        return new Instruct(agent, Text, nonce, new SignedInstruction(
            Reading.Account("account", Account), deadline, Reading.Bytes("signature", Signature)));
    }
}

/// <summary>Body of an approval.</summary>
internal sealed record ApprovalRequest(string? Approver, ulong? Deadline, string? Signature)
{
    /// <exception cref="HttpProblemException">DAI-6010.</exception>
    public Approve For(Bytes32 action) => new(action, Reading.Account("approver", Approver),
        Deadline ?? throw Reading.Bad("deadline", "Unix seconds, as signed"), Reading.Bytes("signature", Signature));
}

/// <summary>Body of a denial.</summary>
internal sealed record DenialRequest(string? Approver, string? Reason, ulong? Deadline, string? Signature)
{
    /// <exception cref="HttpProblemException">DAI-6010.</exception>
    public Deny For(Bytes32 action) => new(action, Reading.Account("approver", Approver), Reason ?? "",
        Deadline ?? throw Reading.Bad("deadline", "Unix seconds, as signed"), Reading.Bytes("signature", Signature));
}

/// <summary>Values of a request; what is not of the right form ends it.</summary>
internal static class Reading
{
    private const int MostSeconds = 300;

    /// <summary>32 bytes as 0x and 64 digits.</summary>
    public static Bytes32 Word(string name, string? text) =>
        Bytes32.TryParse(text, out var word) ? word : throw Bad(name, "0x and 64 hexadecimal digits");

    /// <summary>A whole number of at most 256 bits in decimal.</summary>
    public static UInt256 Number(string name, string? text) =>
        UInt256.TryParse(text, out var number) ? number : throw Bad(name, "a whole number in decimal, below 2^256");

    public static Address Account(string name, string? text) =>
        Address.TryParse(text, out var account)
            ? account
            : throw Bad(name, "an address: 0x and 40 digits, lower case or with its EIP-55 checksum");

    public static byte[] Bytes(string name, string? text)
    {
        try
        {
            return Hex.Decode(text ?? "");
        }
        catch (FormatException)
        {
            throw Bad(name, "0x and hexadecimal digits");
        }
    }

    public static TimeSpan Wait(string? text) => string.IsNullOrEmpty(text)
        ? TimeSpan.Zero
        : int.TryParse(text, System.Globalization.NumberStyles.None, null, out var seconds) && seconds <= MostSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw Bad("wait", $"whole seconds from 0 to {MostSeconds}");

    public static ulong Seq(string? text) => string.IsNullOrEmpty(text)
        ? 1
        : ulong.TryParse(text, System.Globalization.NumberStyles.None, null, out var seq) && seq > 0
            ? seq
            : throw Bad("from", "a leaf's number, from 1");

    public static HttpProblemException Bad(string name, string expected) =>
        new(HttpProblem.Bad($"'{name}' is not {expected}"));
}
