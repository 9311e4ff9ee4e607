using DecentralizedAi.Domain.Ledger;
using DecentralizedAi.Testing.Storage;

namespace DecentralizedAi.Storage.Tests;

public sealed class InMemoryBodyStoreTests : BodyStoreCompliance
{
    protected override IBodyStore Open() => new InMemoryBodyStore();
}

public sealed class InMemoryBatchStoreTests : BatchStoreCompliance
{
    protected override IBatchStore Open() => new InMemoryBatchStore();
}
