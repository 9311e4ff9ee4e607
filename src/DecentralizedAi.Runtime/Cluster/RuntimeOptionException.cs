namespace DecentralizedAi.Runtime.Cluster;

/// <summary>An option that would start an unsafe or silent node; the message begins with its code, DAI-30nn.</summary>
public sealed class RuntimeOptionException(string message) : Exception(message);
