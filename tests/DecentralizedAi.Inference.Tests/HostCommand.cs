using DecentralizedAi.Inference.Files;
using DecentralizedAi.Inference.Hosting;
using DecentralizedAi.Inference.Native;
using DecentralizedAi.Testing.Models;

namespace DecentralizedAi.Inference.Tests;

/// <summary>How tests start a real model host: this assembly as a child process.</summary>
internal static class HostCommand
{
    public static ModelHostOptions Tiny(string folder, uint seed = 1, float? margin = null)
    {
        var path = TinyGguf.Write(folder, seed, margin);
        return Of(new LlamaOptions(path, ModelFile.Hash(path)));
    }

    public static ModelHostOptions Of(LlamaOptions model) =>
        new(Environment.ProcessPath!, ["exec", typeof(HostCommand).Assembly.Location, "model-host"], model);
}
