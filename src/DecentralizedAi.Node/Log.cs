using Microsoft.Extensions.Logging;

namespace DecentralizedAi.Node;

/// <summary>What a node says in its log.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger log, string method, string path, Exception fault);

    [LoggerMessage(2, LogLevel.Information, "node {Index} of operator {Operator} is ready at {Address}")]
    public static partial void Ready(this ILogger log, int index, ulong @operator, Uri address);

    [LoggerMessage(3, LogLevel.Information, "stopping: {Why}")]
    public static partial void Stopping(this ILogger log, string why);

    [LoggerMessage(4, LogLevel.Warning, "{Code} {Message}")]
    public static partial void Trouble(this ILogger log, string code, string message);

    [LoggerMessage(5, LogLevel.Information, "model host: {Line}")]
    public static partial void ModelHostSaid(this ILogger log, string line);

    [LoggerMessage(6, LogLevel.Information, "left the cluster")]
    public static partial void Left(this ILogger log);

    [LoggerMessage(7, LogLevel.Information, "every other node is leaving too; nobody is left to hand over to")]
    public static partial void Alone(this ILogger log);

    [LoggerMessage(8, LogLevel.Warning, "plugin {Line}")]
    public static partial void PluginSaid(this ILogger log, string line);
}
