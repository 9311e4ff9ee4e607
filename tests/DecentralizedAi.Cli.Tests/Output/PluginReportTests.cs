using System.Text.Json.Nodes;
using DecentralizedAi.Cli.Output;
using DecentralizedAi.Cli.Verbs;
using Xunit;

namespace DecentralizedAi.Cli.Tests.Output;

/// <summary>What the author of a plugin reads of it.</summary>
public sealed class PluginReportTests
{
    private const string Report = """
        {
          "findings": [], "signatures": { "units.convert": "(value: text)", "units.list": "()" },
          "manifest": {
            "id": "acme.units", "version": "1.0.0", "api": 1, "capabilities": [], "hosts": [],
            "tools": [
              { "name": "units.convert", "effect": "Read", "idempotency": "Safe", "seconds": 20, "risk": "Low",
                "audience": "None", "arguments": ["value: text"] },
              { "name": "units.list", "effect": "Read", "idempotency": "Safe", "seconds": 20, "risk": "Low",
                "audience": "None", "arguments": [], "about": "The units there are." }
            ]
          }
        }
        """;

    [Fact]
    public void A_tool_without_a_description_is_named_as_one()
    {
        using var page = new StringWriter();
        PluginVerbs.Write(JsonNode.Parse(Report)!.AsObject(), new Page(page, Screen.None));
        var lines = page.ToString().Split('\n').SkipWhile(line => !line.Contains("units.convert")).ToList();
        Assert.StartsWith("    without a [Description]", lines[1]);
        Assert.Equal("    The units there are.", lines[3]);
    }
}
