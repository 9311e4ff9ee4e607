using Xunit;

// Nodes judge each other by heartbeats: beside the clusters of other tests in one process they would give up healthy
// neighbours, which processes of their own do not.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
