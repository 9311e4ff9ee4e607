namespace DecentralizedAi.Node.Http;

/// <summary>The logs of this operator's agents as files that anybody can check.</summary>
internal interface IBundles
{
    /// <summary>The bundle of one agent (<c>dai.bundle/1</c>, UTF-8), proven against the head.</summary>
    /// <exception cref="HttpProblemException">Not now.</exception>
    Task<byte[]> OfAsync(ulong agent, CancellationToken cancel);
}
