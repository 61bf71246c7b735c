"""Values as people type them, made comparable. Pure, bounded in time for any input, and the same twice."""

from syncengine.core.matching.normalise.companies import Company, company_of
from syncengine.core.matching.normalise.emails import Email, email_of, emails_of
from syncengine.core.matching.normalise.features import Features, features_of
from syncengine.core.matching.normalise.names import Name, name_of
from syncengine.core.matching.normalise.phones import Phone, phone_of, phones_of
from syncengine.core.matching.normalise.places import Place, place_of
from syncengine.core.matching.normalise.profiles import Profile, profile_of, profiles_of
from syncengine.core.matching.normalise.titles import Title, title_of

__all__ = [
    "Company",
    "Email",
    "Features",
    "Name",
    "Phone",
    "Place",
    "Profile",
    "Title",
    "company_of",
    "email_of",
    "emails_of",
    "features_of",
    "name_of",
    "phone_of",
    "phones_of",
    "place_of",
    "profile_of",
    "profiles_of",
    "title_of",
]
