using System.Globalization;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Domain.Ledger;

/// <summary>
/// The body of an Expired leaf that ended by an approver's no: who, why, and the signature over
/// <see cref="TypedData.Denial"/>, whose other words are those of the action.
/// </summary>
/// <param name="Deadline">Unix seconds, as signed.</param>
public sealed record DenialDocument(Address Approver, string Reason, ulong Deadline, byte[] Signature)
{
    private const string Member = "denial";

    /// <summary>The canonical text of a <see cref="BodyDocument.Result"/>.</summary>
    public string ToJson() => new BodyDocument.Result(JcsValue.Members((Member, JcsValue.Members(
        ("approver", JcsValue.Of(Approver.ToLower())),
        ("deadline", JcsValue.Of(Deadline.ToString(CultureInfo.InvariantCulture))),
        ("reason", JcsValue.Of(Reason)),
        ("signature", JcsValue.Of(Hex.Encode(Signature))))))).ToJson();

    /// <summary>What a body says; null where it is no denial.</summary>
    public static DenialDocument? Read(JcsValue? body)
    {
        if (((body as JcsValue.Map)?["content"] as JcsValue.Map)?[Member] is not JcsValue.Map denial
            || !Address.TryParse(denial.TextOf("approver"), out var approver)
            || !ulong.TryParse(denial.TextOf("deadline"), NumberStyles.None, null, out var deadline)
            || denial.TextOf("reason") is not { } reason || denial.TextOf("signature") is not { } signature)
            return null;
        try
        {
            return new DenialDocument(approver, reason, deadline, Hex.Decode(signature));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
