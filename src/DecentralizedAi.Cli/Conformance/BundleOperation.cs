using System.Text.Json;
using System.Text.Json.Nodes;
using DecentralizedAi.Chain.Signing;
using DecentralizedAi.Domain.Bundles;
using DecentralizedAi.Domain.Bundles.Verification;

namespace DecentralizedAi.Cli.Conformance;

/// <summary>The operation that verifies a bundle.</summary>
internal static class BundleOperation
{
    public static JsonObject Run(JsonElement request)
    {
        var trust = request.Word("trust");
        var result = Verify(request.GetProperty("bundle"), request.GetProperty("manifest"));
        return result.Failure is { } failure
            ? new JsonObject
            {
                ["exit"] = result.Exit,
                ["check"] = failure.Check,
                ["element"] = failure.Element,
            }
            : new JsonObject
            {
                ["exit"] = result.Exit,
                ["void"] = result.Void.Count,
                ["disowned"] = result.Disowned.Count,
                ["found"] = result.Found.Count,
                ["outside"] = result.Outside.Count,
                ["notOpened"] = result.NotOpened,
            };

        VerificationResult Verify(JsonElement bundle, JsonElement manifest)
        {
            try
            {
                var dao = manifest.ValueKind == JsonValueKind.Null ? null : ManifestReader.Read(manifest);
                return new BundleVerifier(new NethereumSignatureRecovery(), new PolicyJudge())
                    .Verify(BundleReader.Read(bundle), trust, dao);
            }
            catch (DocumentRefused refused)
            {
                return VerificationResult.Refused(refused);
            }
        }
    }
}
