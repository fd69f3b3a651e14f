"""All streams of one organisation."""

import numpy as np

from cxsim.advocacy.make import make_advocacy
from cxsim.config import Config
from cxsim.ideas.make import make_ideas
from cxsim.identities.addresses import KnownCustomers
from cxsim.identities.make import IdentityTables, IdentityTruth, make_identities
from cxsim.observable import Customers, Feedback
from cxsim.population import Population
from cxsim.posts.first import Scene
from cxsim.posts.make import make_posts
from cxsim.rollout.plan import action_starts
from cxsim.sales.make import make_sales
from cxsim.staff import make_teams
from cxsim.streams.scene import experience, sizes
from cxsim.streams.tables import Streams, StreamsTruth


def make_streams(
    *, config: Config, seed: int, population: Population, feedback: Feedback, customers: Customers
) -> tuple[Streams, StreamsTruth]:
    """Each stream draws from random numbers of its own: changing one leaves the others."""
    own, first_day, places = config.streams, population.first_day, population.places
    felt, size = experience(config=config, population=population), sizes(population)
    sales, sales_truth = make_sales(
        config=own.sales,
        seed=seed,
        first_day=first_day,
        countries=[place.country for place in places],
        size=size,
        experience=felt,
    )
    posts, posts_truth, crises = make_posts(
        config=own.posts,
        style=config.comments,
        seed=seed,
        scene=Scene(
            first_day=first_day,
            places=places,
            teams=make_teams(seed=seed, places=places),
            spoken=config.countries,
            size=size,
            experience=felt,
            level=population.world.felt,
            item_codes=config.item_codes,
        ),
    )
    ideas, votes, ideas_truth = make_ideas(
        config=own.ideas,
        style=config.comments,
        seed=seed,
        first_day=first_day,
        days=config.days,
        places=places,
        spoken=config.countries,
    )
    row = {place.code: i for i, place in enumerate(places)}
    offers, shares, referred, advocacy_truth = make_advocacy(
        config=own.advocacy,
        seed=seed,
        first_day=first_day,
        days=config.days,
        response_id=feedback.response_id,
        location=np.array([row[code] for code in feedback.location_code], dtype=np.int64),
        day=feedback.trading_day - first_day.toordinal(),
        recommend=feedback.recommend,
        customer=feedback.customer,
    )
    identities, identity_truth = _identities(config, seed, population, customers)
    seen = Streams(
        actions=action_starts(population.rollout, config=own.rollout, first_day=first_day),
        sales=sales,
        posts=posts,
        ideas=ideas,
        votes=votes,
        offers=offers,
        shares=shares,
        referred_visits=referred,
        identities=identities,
    )
    truth = StreamsTruth(
        experience=felt,
        sales=sales_truth,
        posts=posts_truth,
        crises=crises,
        ideas=ideas_truth,
        advocacy=advocacy_truth,
        identities=identity_truth,
    )
    return seen, truth


def _identities(
    config: Config, seed: int, population: Population, customers: Customers
) -> tuple[IdentityTables, IdentityTruth]:
    return make_identities(
        config=config.streams.identities,
        seed=seed,
        first_day=population.first_day,
        days=config.days,
        known=KnownCustomers(
            id=customers.id,
            home=customers.location,
            has_email=customers.has_email,
            has_phone=customers.has_phone,
            may_contact=customers.may_contact,
        ),
        countries=[place.country for place in population.places],
        spoken=config.countries,
    )
