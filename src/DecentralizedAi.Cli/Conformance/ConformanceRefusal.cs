namespace DecentralizedAi.Cli.Conformance;

/// <summary>What the specification refuses: answered <c>{"error": message}</c>.</summary>
public sealed class ConformanceRefusal(string message) : Exception(message);
