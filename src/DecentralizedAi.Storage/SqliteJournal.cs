namespace DecentralizedAi.Storage;

/// <summary>
/// The tables of the actors' journal in a SQLite file, as the journal's plug-in makes them at a node's first start. It
/// takes those that are there.
/// </summary>
internal static class SqliteJournal
{
    public const string Tables = """
        create table journal(
            ordering integer not null primary key autoincrement,
            created integer not null, deleted bit not null,
            persistence_id nvarchar(255) not null, sequence_number integer not null,
            message varbinary not null, manifest nvarchar(500), identifier integer, writer_uuid nvarchar(128));
        create unique index journal_uq on journal(persistence_id, sequence_number);
        create index journal_sequence_number_idx on journal(sequence_number);
        create index journal_created_idx on journal(created);
        create table tags(
            ordering_id integer not null, tag nvarchar(64) not null, sequence_nr integer not null,
            persistence_id nvarchar(255) not null,
            constraint PK_tags primary key (ordering_id, tag));
        create index tags_persistence_id_sequence_nr_idx on tags(persistence_id, sequence_nr);
        create index tags_tag_idx on tags(tag);
        create table snapshot(
            persistence_id nvarchar(255) not null, sequence_number integer not null, created integer not null,
            snapshot varbinary, manifest nvarchar(500), serializer_id integer,
            constraint PK_snapshot primary key (persistence_id, sequence_number));
        create index snapshot_sequence_number_idx on snapshot(sequence_number);
        create index snapshot_created_idx on snapshot(created);
        """;
}
