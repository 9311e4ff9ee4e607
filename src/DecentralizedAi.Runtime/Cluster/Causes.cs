namespace DecentralizedAi.Runtime.Cluster;

/// <summary>What lies within an exception: libraries wrap what a system said several times.</summary>
internal static class Causes
{
    /// <summary>The exception and all that it holds, from the outside in.</summary>
    public static IEnumerable<Exception> Of(Exception one) =>
        (one is AggregateException several ? several.InnerExceptions.AsEnumerable()
            : one.InnerException is { } inner ? [inner] : []).SelectMany(Of).Prepend(one);
}
