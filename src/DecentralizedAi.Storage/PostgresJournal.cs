namespace DecentralizedAi.Storage;

/// <summary>
/// The tables of the actors' journal as its plug-in makes them. The plug-in asks "is it there?" and creates it in two
/// steps, in which nodes that start at once trip over each other; so they are made here, under the migration's lock.
/// </summary>
internal static class PostgresJournal
{
    public const string Tables = """
        create table journal(
            ordering bigint not null generated always as identity,
            created bigint not null, deleted boolean not null,
            persistence_id text not null, sequence_number bigint not null,
            message bytea not null, manifest text, identifier integer, writer_uuid text,
            constraint "PK_journal" primary key (ordering),
            constraint journal_uq unique (persistence_id, sequence_number));
        create index journal_sequence_number_idx on journal(sequence_number);
        create index journal_created_idx on journal(created);
        create table tags(
            ordering_id bigint not null, tag text not null, sequence_nr bigint not null, persistence_id text not null,
            constraint "PK_tags" primary key (ordering_id, tag));
        create index tags_persistence_id_sequence_nr_idx on tags(persistence_id, sequence_nr);
        create index tags_tag_idx on tags(tag);
        create table snapshot(
            persistence_id text not null, sequence_number bigint not null, created bigint not null,
            snapshot bytea, manifest text, serializer_id integer,
            constraint "PK_snapshot" primary key (persistence_id, sequence_number));
        create index snapshot_sequence_number_idx on snapshot(sequence_number);
        create index snapshot_created_idx on snapshot(created);
        """;
}
