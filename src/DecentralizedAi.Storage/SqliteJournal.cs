namespace DecentralizedAi.Storage;

/// <summary>The tables of the actors' journal in a SQLite file, in the shape that its plug-in reads. In files of earlier
/// programs the plug-in made them.</summary>
internal static class SqliteJournal
{
    public const string Tables = """
        create table if not exists journal(
            ordering integer not null primary key autoincrement,
            created integer not null, deleted bit not null,
            persistence_id nvarchar(255) not null, sequence_number integer not null,
            message varbinary not null, manifest nvarchar(500), identifier integer, writer_uuid nvarchar(128));
        create unique index if not exists journal_uq on journal(persistence_id, sequence_number);
        create table if not exists tags(
            ordering_id integer not null, tag nvarchar(64) not null, sequence_nr integer not null,
            persistence_id nvarchar(255) not null, constraint PK_tags primary key (ordering_id, tag));
        create table if not exists snapshot(
            persistence_id nvarchar(255) not null, sequence_number integer not null, created integer not null,
            snapshot varbinary, manifest nvarchar(500), serializer_id integer,
            constraint PK_snapshot primary key (persistence_id, sequence_number));
        """;
}
