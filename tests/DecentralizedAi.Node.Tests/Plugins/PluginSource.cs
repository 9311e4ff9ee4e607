using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace DecentralizedAi.Node.Tests.Plugins;

/// <summary>Plugins whose source stands in the tests, compiled as their authors' would be.</summary>
internal static class PluginSource
{
    private const string Usings = """
        global using System; global using System.IO; global using System.Linq; global using System.Threading;
        global using System.Threading.Tasks; global using System.Collections.Generic;
        global using System.ComponentModel; global using System.Runtime.InteropServices;
        global using DecentralizedAi.Plugin; global using DecentralizedAi.Domain.Tools;
        global using Microsoft.SemanticKernel;
        """;

    private static readonly Lazy<MetadataReference[]> Known = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(file => MetadataReference.CreateFromFile(file))]);

    private static readonly ConcurrentDictionary<(string Name, string Source), byte[]> Made = new();

    /// <summary>The bytes of an assembly made from one source.</summary>
    public static byte[] Compile(string name, string source) =>
        Made.GetOrAdd((name, source), key => Make(key.Name, key.Source));

    private static byte[] Make(string name, string source)
    {
        var compiled = CSharpCompilation.Create(name,
            [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(source)], Known.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release));
        using var bytes = new MemoryStream();
        EmitResult result = compiled.Emit(bytes);
        return result.Success ? bytes.ToArray()
            : throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }
}
