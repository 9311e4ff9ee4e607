using System.Data.Common;
using System.Globalization;

namespace DecentralizedAi.Storage;

/// <summary>
/// The tables of an operator's database and the steps from one version to the next. A step that was released never
/// changes.
/// </summary>
internal static class DatabaseSchema
{
    /// <summary>The tables of version 1.</summary>
    /// <param name="bytes">The database's type of byte strings.</param>
    /// <param name="number">Of signed integers of 64 bits.</param>
    /// <param name="end">What follows the closing parenthesis of a table.</param>
    public static string Tables(string bytes, string number, string end) => $"""
        create table dai_body(
            word {bytes} primary key, salt {bytes} not null, text text not null){end};
        create table dai_batch(
            node {bytes} not null, number {number} not null, streams_root {bytes} not null,
            block {number}, time {number}, leases {bytes}, head {bytes}, tx {bytes},
            primary key (node, number)){end};
        create table dai_entry(
            node {bytes} not null, number {number} not null, stream {bytes} not null, agent {number} not null,
            from_seq {number} not null, to_seq {number} not null, words {bytes} not null,
            primary key (node, number, stream)){end};
        create index dai_entry_stream on dai_entry(stream, to_seq);
        create table dai_leaf(
            node {bytes} not null, number {number} not null, stream {bytes} not null, seq {number} not null,
            words {bytes} not null, opens text not null, receipt {bytes} not null,
            primary key (node, number, stream, seq)){end};
        """;

    /// <summary>From version 1 to 2: entries that verifiers ignore.</summary>
    public const string Voids = "alter table dai_entry add column void integer not null default 0;";

    /// <summary>From version 2 to 3: a page of a log is found without reading the rest of it.</summary>
    public const string Pages = "create index dai_leaf_stream on dai_leaf(stream, seq);";

    /// <summary>
    /// Brings the tables to the latest version. The caller holds the lock that makes it alone, and commits.
    /// </summary>
    /// <param name="steps">SQL from version 0 to 1, from 1 to 2, and so on.</param>
    /// <param name="name">The database in an error.</param>
    /// <exception cref="StorageException">DAI-7002: it is of a version that this program does not know.</exception>
    public static void Migrate(DbConnection connection, IReadOnlyList<string> steps, string name)
    {
        connection.Run("create table if not exists dai_schema(version integer not null);");
        var found = connection.Scalar("select version from dai_schema;");
        var version = Convert.ToInt32(found ?? 0, CultureInfo.InvariantCulture);
        if (version > steps.Count)
            throw new StorageException("DAI-7002",
                $"the database {name} is of version {version}, this program knows {steps.Count}; use a newer dai");
        foreach (var step in steps.Skip(version))
            connection.Run(step);
        if (version < steps.Count)
            connection.Run(
                (found is null ? "insert into dai_schema(version) values (" : "update dai_schema set version = (")
                + steps.Count.ToString(CultureInfo.InvariantCulture) + ");");
    }
}
