namespace Acme.Plugin.Tests;

/// <summary>The policy that stands beside the plugin.</summary>
internal static class Policy
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "policy.yaml"));
}
