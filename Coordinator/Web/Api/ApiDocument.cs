using ActorSearch.Coordinator.Reading.Documents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace ActorSearch.Coordinator.Web.Api;

/// <summary>The OpenAPI document of the interface (docs/openapi.json).</summary>
internal static class ApiDocument
{
    private const string Bearer = "bearer";

    /// <summary>The body is a search file, sent as one of <see cref="SubmittedFile.ContentTypes"/>.</summary>
    public static T TakesSearchFile<T>(this T route) where T : IEndpointConventionBuilder => route.AddOpenApiOperationTransformer((operation, _, _) =>
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Description = "A search file (docs/search-file.md).",
            Required = true,
            Content = SubmittedFile.ContentTypes
                .ToDictionary(type => type, _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } }),
        };
        return Task.CompletedTask;
    });

    public static void AddSearchApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        // FrontEntry, not CoordinatorDocumentsFrontEntry; and names that are known elsewhere are not ours to take.
        options.CreateSchemaReferenceId = type =>
            type.Type.Namespace == typeof(StatusDocument).Namespace ? OpenApiOptions.CreateDefaultSchemaReferenceId(type) : null;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "ActorSearch",
                Version = "v1",
                Description = "Submits, watches and steers searches. Any coordinator answers, whichever is active.",
            };
            // The document is the same at every address.
            document.Servers = [];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [Bearer] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = Bearer,
                    Description = "The coordinators' `token`, where one is set.",
                },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
            return Task.CompletedTask;
        });
    });
}
