namespace DecentralizedAi.Storage;

/// <summary>File systems that other hosts can write, on which SQLite's locks do not hold.</summary>
internal static class NetworkShare
{
    private static readonly HashSet<string> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "coda", "ncp", "ncpfs", "ceph", "lustre",
        "gfs2", "ocfs2", "gpfs", "beegfs", "glusterfs", "fuse.glusterfs", "fuse.sshfs", "fuse.s3fs", "fuse.rclone",
    };

    /// <param name="format">What the system calls the file system below <paramref name="path"/>.</param>
    /// <exception cref="StorageException">DAI-7004: it is a share.</exception>
    public static void Refuse(string path, string format)
    {
        if (Formats.Contains(format))
            throw new StorageException("DAI-7004",
                $"the database '{path}' lies on a network share ({format}), where SQLite loses writes; set store.path "
                + "to a local disk, or store.kind to postgres where the nodes run on several hosts");
    }
}
