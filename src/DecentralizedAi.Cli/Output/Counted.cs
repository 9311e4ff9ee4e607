using System.Numerics;

namespace DecentralizedAi.Cli.Output;

/// <summary>How many of something, in words that fit one and several.</summary>
internal static class Counted
{
    /// <param name="one">Of one; others add an <c>s</c>, as <c>1 node</c> and <c>2 nodes</c>.</param>
    public static string Of<T>(T count, string one) where T : IBinaryInteger<T> =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count} {one}{(count == T.One ? "" : "s")}");
}
