from matching.encoding.encoder import EncoderDescription
from service.candidates import store
from service.errors import UnfitToServe
from service.tenancy import TenantDatabase


async def adopt_encoder(database: TenantDatabase, description: EncoderDescription) -> None:
    """Make sure that this process's encoder is the one whose vectors are stored; the first ever becomes it.

    Raises:
        UnfitToServe: stored vectors are of another encoder.
    """
    async with database.unbound() as connection:
        await store.add_encoder(connection, description)
        serving = await store.serving_encoder(connection)
    if serving != description.key:
        fault = f"Stored vectors are of {serving}, not of {description.key}: set ENCODER to the former."
        raise UnfitToServe([fault])
