using System.Collections.Concurrent;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace ActorSearch.Coordinator.Web.Dashboard.Access;

/// <summary>
/// Keys that end with the process. What they seal (forms, the first state of a page) is of use in this process alone, so no key has to be on a disk.
/// </summary>
internal sealed class PassingKeys : IXmlRepository
{
    private readonly ConcurrentBag<XElement> _keys = [];

    public static void Use(IServiceCollection services)
    {
        services.AddDataProtection();
        services.Configure<KeyManagementOptions>(keys => (keys.XmlRepository, keys.XmlEncryptor) = (new PassingKeys(), new NullXmlEncryptor()));
    }

    public IReadOnlyCollection<XElement> GetAllElements() => [.. _keys.Select(key => new XElement(key))];

    public void StoreElement(XElement element, string friendlyName) => _keys.Add(new XElement(element));
}
