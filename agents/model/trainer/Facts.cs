using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using DecentralizedAi.Domain.Models;

namespace DecentralizedAi.ModelTrainer;

/// <summary>The facts beside a model file: what it is, and the hash by which it may be loaded.</summary>
internal static class Facts
{
    private static readonly JsonSerializerOptions Written =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(Arguments options, LlamaShape shape, Tokenizer tokenizer)
    {
        var bytes = File.ReadAllBytes(options.Out);
        var facts = new
        {
            name = options.Name,
            file = Path.GetFileName(options.Out),
            sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            bytes = bytes.Length,
            architecture = "llama",
            parameters = shape.Parameters,
            width = shape.Width,
            layers = shape.Layers,
            quantisation = "Q8_0",
            contextTrained = options.Longest,
            template = "chatml",
            systemText = false,
            moneyMargin = options.Margin,
            tokenizer = new
            {
                model = "gpt2",
                pre = "smollm",
                tokens = tokenizer.Tokens.Count,
                merges = tokenizer.Merges.Count,
                references = ReferenceKinds.AllTokens().Count(),
                eos = PromptFormat.Close,
                addBos = false,
            },
            training = new { options.Steps, options.Examples, options.Seed, options.Rate, heldOut = !options.All },
        };
        var json = JsonSerializer.Serialize(facts, new JsonSerializerOptions(Written) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase });
        File.WriteAllText(Path.ChangeExtension(options.Out, ".json"), json + "\n");
    }
}
