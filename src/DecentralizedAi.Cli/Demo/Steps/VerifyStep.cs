using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Log;
using DecentralizedAi.Domain.Encoding;

namespace DecentralizedAi.Cli.Demo.Steps;

/// <summary>Nothing runs any more; a file and a block hash are enough.</summary>
internal sealed class VerifyStep : DemoStep
{
    public override string Id => "verify";
    public override string Claim => "verified from one block hash; a flipped byte is found";

    public override async Task<JsonObject> RunAsync(DemoWorld world, CancellationToken cancellation)
    {
        var trust = Bytes32.Parse(world.Report.Trust ?? throw new StepFailedException("no bundle was exported"));
        var bundle = await File.ReadAllBytesAsync(world.Report.Bundle!, cancellation);
        var manifest = await File.ReadAllBytesAsync(world.Report.Manifest!, cancellation);
        await world.Dao.StopAsync(cancellation);
        var result = LogVerify.Verify(bundle, trust, manifest);
        Demand(result.Exit == 0, $"check {result.Failure?.Check} failed at {result.Failure?.Element}: "
            + result.Failure?.Reason);
        var (flipped, at) = Flip(bundle);
        var broken = LogVerify.Verify(flipped, trust, manifest);
        Demand(broken.Exit == 5, $"a flipped byte at {at} was not found");
        return new JsonObject
        {
            ["summary"] = VerificationText.Summary(result),
            ["flipped"] = at,
            ["found"] = $"check {broken.Failure!.Check} at {broken.Failure.Element}",
        };
    }

    /// <summary>One bit of one hexadecimal digit in the words of a leaf.</summary>
    private static (byte[] Bytes, int At) Flip(byte[] bundle)
    {
        var bytes = (byte[])bundle.Clone();
        var at = bytes.AsSpan().IndexOf("\"words\""u8);
        at += bytes.AsSpan(at).IndexOf("0x"u8) + 70;
        at += bytes.AsSpan(at).IndexOf("0x"u8) + 10;
        // '0' and '1', '2' and '3' ... differ in the lowest bit; 'a' has none below it.
        while (bytes[at] is not (>= (byte)'0' and <= (byte)'9'))
            at++;
        bytes[at] ^= 1;
        return (bytes, at);
    }
}
