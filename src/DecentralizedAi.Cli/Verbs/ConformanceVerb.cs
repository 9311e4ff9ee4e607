using System.CommandLine;
using System.Text;
using DecentralizedAi.Cli.Conformance;

namespace DecentralizedAi.Cli.Verbs;

/// <summary>Requests of a referee on the standard input.</summary>
internal static class ConformanceVerb
{
    public static Command Make()
    {
        var command = new Command("conformance", "Answers JSON Lines: one request a line, no network, no state");
        command.SetAction(_ =>
        {
            var plain = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
            using var input = new StreamReader(Console.OpenStandardInput(), plain);
            using var output = new StreamWriter(Console.OpenStandardOutput(), plain);
            ConformanceLoop.Run(input, output, ConformanceTable.All);
            return 0;
        });
        return command;
    }
}
