namespace DecentralizedAi.Cli.Chaos.Faults;

/// <summary>Where the nodes' database keeps its files; it can be made full.</summary>
internal interface IChaosDisk : IAsyncDisposable
{
    /// <summary>From now on the database stores nothing.</summary>
    Task FillAsync(CancellationToken cancellation);

    Task FreeAsync(CancellationToken cancellation);
}
